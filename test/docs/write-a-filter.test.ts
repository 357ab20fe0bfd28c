import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { runToEnd } from '../support/program.ts'
import { openPage, runIn } from './page.ts'

const page = await openPage('write-a-filter')
afterAll(() => page[Symbol.asyncDispose]())

/** Loads a file of the page, or tries one of its filters, and prints what comes of it as JSON. */
async function tell(code: string): Promise<unknown> {
  const imports = `import { loadApp } from 'glasspaste/paste'
import { send, tryFilter } from 'glasspaste/paste/testing'
const show = async answer => ({ status: answer.status, text: await answer.text(), headers: Object.fromEntries(answer.headers) })
`
  const output = await runIn(page, `${imports}${code}`)
  return JSON.parse(output.trim().split('\n').at(-1) ?? '')
}
const tryOn = (module: string, options: string, ...sendArgs: string[]) =>
  tell(`import * as module from './${module}'
const tried = await tryFilter(module.factory, ${options})
console.log(JSON.stringify({ ...(await show(await tried.send(${sendArgs.join(', ')}))), reached: tried.reached }))`)

test('the first filter says how long the answer took', async () => {
  const output = await runIn(
    page,
    `import { loadApp } from 'glasspaste/paste'
import { send } from 'glasspaste/paste/testing'
await using app = await loadApp('config:hello-paste.ini', { relativeTo: import.meta })
console.log(await (await send(app, '/x')).text())`,
  )
  expect(output).toMatch(/answered \/x [\d.]+ ms/)
  expect(output).toContain('hello')
})

test('faults become JSON', async () => {
  const answer = await tryOn('faults.ts', "{ app: () => Promise.reject(new Error('boom')) }", "'/'")
  expect(answer).toMatchObject({ status: 500, text: '{"error":"Error: boom"}' })
})

test('the misspelt option gives the error that the page shows', async () => {
  const problem = await tell(
    `console.log(JSON.stringify(await loadApp('config:limit-paste.ini', { relativeTo: import.meta }).catch(e => e.message)))`,
  )
  const [, shown] = /```\n(PASTE_UNKNOWN_OPTION.*?)```/s.exec(page.text) ?? []
  expect(shown).toBeDefined()
  // A block starts with its name in the page; in the file that is an empty line.
  expect(`${problem}\n`).toBe(shown)
})

test('options are typed, and limits kept', async () => {
  const conf = "{ conf: { max_length: '1k', answer: 'json', contact: 'ada' } }"
  const refused = await tryOn('limit.ts', conf, "'/'", "{ method: 'POST', body: 'x'.repeat(2000) }")
  expect(refused).toMatchObject({
    status: 413,
    text: '{"problem":"at most 1024 bytes; ask ada"}',
    reached: 0,
  })
})

test('a zod schema stands in the place of the table', async () => {
  const answer = await tryOn('retry-after.ts', "{ conf: { seconds: '5' } }", "'/'")
  expect(answer).toMatchObject({ headers: { 'retry-after': '5' } })
  const code =
    "import { factory } from './retry-after.ts'\nconst wrong = { conf: { seconds: 'soon', minutes: '1' } }\n"
  const fault = await tell(
    `${code}console.log(JSON.stringify(await tryFilter(factory, wrong).catch(e => e.code)))`,
  )
  expect(fault).toBe('PASTE_BAD_OPTION')
})

test('members only: the key that one filter sets the other reads', async () => {
  const before =
    "{ before: [(await import('./user.ts')).factory({}, {})].map(made => async (...a) => (await made)(...a)) }"
  expect(await tryOn('members-only.ts', before, "'/'", "{ headers: { 'x-user': 'ada' } }")).toMatchObject({
    reached: 1,
  })
  expect(await tryOn('members-only.ts', before, "'/'")).toMatchObject({ status: 403, reached: 0 })
})

test('the test on the page passes', async () => {
  const output = await runToEnd(
    process.execPath,
    ['--conditions=glasspaste-source', '--test', 'limit.test.ts'],
    {
      cwd: page.folder,
    },
  )
  expect(output).toMatch(/pass 1/)
})

test('the middlewares of npm stand in the file', async () => {
  const code = `await using app = await loadApp('config:npm-paste.ini', { relativeTo: import.meta })
console.log(JSON.stringify(await show(await send(app, '/'))))`
  const { headers } = (await tell(code)) as { headers: Record<string, string> }
  expect(headers['x-frame-options']).toBe('DENY')
  expect(headers['strict-transport-security']).toBeUndefined()
  expect(headers['x-ratelimit-limit'] ?? headers['ratelimit-limit']).toBe('100')
})

test('the filter in the WSGI manner answers in place of the app, until its time is over', async () => {
  const code = (until: string) => `import { factory } from './maintenance.ts'
const app = factory((_req, res) => res.end('inner'), {}, { until: '${until}' })
console.log(JSON.stringify(await show(await send(app, '/'))))`
  expect(await tell(code('2999-01-01'))).toMatchObject({ status: 503 })
  expect(await tell(code('1999-01-01'))).toMatchObject({ text: 'inner' })
})

describe('the contract on the page', async () => {
  await import(pathToFileURL(join(page.folder, 'limit.spec.ts')).href)
})

test('the README has the same first filter', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8')
  const [block] = /```ts\n\/\/ timing\.ts.*?```/s.exec(page.text) ?? []
  expect(block).toBeDefined()
  expect(readme).toContain(block)
})

import { afterAll, expect, test } from 'vitest'
import { start } from '../support/program.ts'
import { openPage, runIn } from './page.ts'

const page = await openPage('mount-in-express')
afterAll(() => page[Symbol.asyncDispose]())

const imports = `import { writeFile } from 'node:fs/promises'
import { send } from 'glasspaste/paste/testing'
`

test('the pipeline answers under its prefix, and the site the rest', async () => {
  const output = await runIn(
    page,
    `${imports}import { app } from './site.ts'
for (const path of ['/', '/api/hello?x', '/api/other']) console.log(await (await send(app, path)).text())
console.log((await send(app, '/api/hello')).headers.get('x-request-id'))`,
  )
  expect(output.split('\n').slice(0, 3)).toEqual([
    'front page',
    '{"mountedAt":"/api","url":"/hello?x"}',
    'no /api/other',
  ])
  expect(output).toMatch(/\n[\da-f-]{36}\n/)
})

test('a filter borrows what the program lends', async () => {
  const output = await runIn(
    page,
    `${imports}import { load } from './lending.ts'
const lines = []
await using app = await load(lines)
await send(app, '/hello')
console.log(lines.join())`,
  )
  expect(output.trim()).toBe('GET /hello')
})

test('the server stops on TERM, after what it has to answer', async () => {
  const server = start(process.execPath, ['--conditions=glasspaste-source', 'serve.ts'], {
    cwd: page.folder,
    env: { PORT: '0' },
  })
  await expect.poll(() => server.ended() ?? server.output()).toMatch(/on http:/)
  const url = /on (http:\S+)/.exec(server.output())?.[1]
  const answer = await fetch(`${url}/hello`)
  expect(await answer.json()).toEqual({ mountedAt: '', url: '/hello' })
  expect(await server.stop('SIGTERM')).toBe(0)
})

test('SIGHUP takes up the changed file, or says what is wrong with it', async () => {
  const output = await runIn(
    page,
    `${imports}import { setTimeout as sleep } from 'node:timers/promises'
import { app } from './reloading.ts'
const status = async () => (await send(app, '/hello')).status
console.log(await status())
await writeFile('other.mjs', 'export const factory = () => (req, res) => res.sendStatus(418)')
await writeFile('api-paste.ini', '[app:main]\\npaste.app_factory = ./other.mjs:factory\\n')
process.kill(process.pid, 'SIGHUP')
while (await status() !== 418) await sleep(5)
await writeFile('api-paste.ini', '[app:main]\\npaste.app_factory = ./othr.mjs:factory\\n')
console.error = message => { console.log(message); process.exit() }
process.kill(process.pid, 'SIGHUP')
await sleep(60_000)`,
  )
  expect(output).toMatch(/^200\nPASTE_NO_MODULE {2}api-paste\.ini:2/)
})

test('traces show each section', async () => {
  await using fresh = await openPage('mount-in-express')
  const output = await runIn(
    fresh,
    `${imports}import { register } from 'prom-client'
import { app } from './tracing.ts'
const { headers } = await send(app, '/hello')
console.log(headers.get('server-timing'))
console.log(await register.metrics())`,
  )
  expect(output).toMatch(/^request_id;dur=[\d.]+, hello;dur=[\d.]+\n/)
  expect(output).toContain('paste_filter_seconds_count{filter="request_id"} 1')
})

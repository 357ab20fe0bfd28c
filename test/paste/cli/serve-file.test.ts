import { writeFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { runPaste } from '../../../paste/cli/program.ts'
import { folderWith } from '../../support/folder.ts'
import { parts } from '../parts.ts'

const greeting = (section: string) => `[app:main]\n${section}\n`
const old = greeting('paste.app_factory = ./parts.js:app\ngreeting = old')
const renewed = old.replace('old', 'new')

/** A module whose options, a Standard Schema, are faulty themselves. */
const faultySchema = (path: string) => `
  import { defineApp } from '${path}'
  const validate = () => { throw new TypeError('the schema has no rules') }
  export const app = defineApp({ options: { '~standard': { version: 1, vendor: 'test', validate } }, create: () => {} })
`

test.each([
  ['has a fault', greeting('paste.app_factory = ./parts.js:gone'), 'PASTE_NO_EXPORT'],
  ['names a factory that fails', greeting('paste.app_factory = ./parts.js:failing'), 'PASTE_FACTORY_FAILED'],
  ['names one with a faulty schema', greeting('paste.app_factory = ./schema.ts:app'), 'has no rules'],
])('while the file %s, serving goes on as before, and the fault is printed', async (_what, faulty, told) => {
  const site = await serveWithReload()
  await site.write(faulty)
  await vi.waitFor(() => expect(site.printed()).toContain(told), patience)
  expect(await site.greeting()).toBe('old')

  await site.write(renewed)
  await vi.waitFor(async () => expect(await site.greeting()).toBe('new'), patience)
  expect(await site.end()).toBe(0)
})

const patience = { timeout: 30_000, interval: 50 }

async function serveWithReload() {
  const schema = faultySchema(new URL('../../../paste/options/define-filter.ts', import.meta.url).href)
  const folder = await folderWith({ 'app.ini': old, 'parts.js': parts, 'schema.ts': schema })
  const interrupt = new AbortController()
  const out: string[] = []
  const err: string[] = []
  const terminal = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    hasColors: false,
    signal: interrupt.signal,
  }
  const ended = runPaste(['serve', `${folder}/app.ini`, '--port', '0', '--reload'], terminal)
  const address = await vi.waitFor(() => {
    const [, found] = /serving on (\S+)/.exec(out.join('')) ?? []
    if (found === undefined) throw new Error(`not serving yet: ${err.join('')}`)
    return found
  }, patience)
  return {
    printed: () => err.join(''),
    write: (text: string) => writeFile(`${folder}/app.ini`, text),
    greeting: async () => {
      const answer = await fetch(address, { headers: { connection: 'close' } })
      return ((await answer.json()) as { conf: { greeting: string } }).conf.greeting
    },
    end: () => {
      interrupt.abort()
      return ended
    },
  }
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lend, serviceKey } from '../../../paste/keys.ts'
import { createServer } from '../../../paste/run/create-server.ts'
import { type ReloadableApp, reloadable } from '../../../paste/run/reload.ts'
import { send } from '../../../paste/testing.ts'
import { randomNumbers, tellSeed } from '../../support/random-numbers.ts'
import { serve } from './hosts.ts'

/** What the app of the file writes down: it is lent to every generation of it. */
interface Journal {
  opened: string[]
  closed: string[]
  requests: number
  usedAfterClose: number
  waiting: PromiseWithResolvers<void>
  random: () => number
}

const journalKey = serviceKey<Journal>('journal')

const appSource = `
const connection = journal => version => ({
  name: 'connection ' + version,
  open: () => { journal.opened.push(version); return { version, open: true } },
  close: c => { c.open = false; journal.closed.push(version) },
})
export async function makeApp(globals, { version }) {
  const journal = await globals.borrow(globalThis.reloadTestKey)
  const resource = await globals.borrow(connection(journal)(version))
  return async (req, res) => {
    journal.requests++
    if (req.url === '/wait') await journal.waiting.promise
    else await new Promise(resolve => setTimeout(resolve, journal.random() * 5))
    if (!resource.open) journal.usedAfterClose++
    res.setHeader('x-version', resource.version)
    res.end(version)
  }
}
export const makeFilter = (globals, { version }) => async (req, res, next) => {
  res.setHeader('x-filter', version)
  await next()
}
`

let folder: string
let journal: Journal
let app: ReloadableApp

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reload-'))
  await writeFile(join(folder, 'app.mjs'), appSource)
  const waiting = Promise.withResolvers<void>()
  journal = { opened: [], closed: [], requests: 0, usedAfterClose: 0, waiting, random: randomNumbers() }
  Object.assign(globalThis, { reloadTestKey: journalKey })
  await writeVersion('1')
  app = await reloadable(`config:${folder}/app.ini`, { lend: [lend(journalKey, journal)] })
})
afterEach(async () => {
  journal.waiting.resolve()
  await app.close()
  await rm(folder, { recursive: true })
})

const writeVersion = (version: string) =>
  writeFile(
    join(folder, 'app.ini'),
    `[pipeline:main]
pipeline = stamp app
[filter:stamp]
paste.filter_factory = ./app.mjs:makeFilter
version = ${version}
[app:app]
paste.app_factory = ./app.mjs:makeApp
version = ${version}
`,
  )

const ask = async (path = '/') => (await send(app, path)).text()

/** A request that the app has, and keeps until it may go on. */
async function askAndWait() {
  const answer = ask('/wait')
  await expect.poll(() => journal.requests).toBe(1)
  return { answer }
}

test('after a reload requests get what the file says now', async () => {
  expect(await ask()).toBe('1')
  await writeVersion('2')
  expect(await ask()).toBe('1')
  await app.reload()
  expect(await ask()).toBe('2')
  expect((await app.plan()).branches[0]?.inner.locals).toMatchObject([{ key: 'version', value: '2' }])
  await expect.poll(() => journal).toMatchObject({ opened: ['1', '2'], closed: ['1'] })
})

test('a faulty file keeps what was there, and the fault is reported', async () => {
  await writeFile(join(folder, 'app.ini'), '[app:main]\npaste.app_factory = ./app.mjs:makeAp\n')
  await expect(app.reload()).rejects.toMatchObject({ code: 'PASTE_NO_EXPORT', line: 2 })
  expect(await ask()).toBe('1')
  expect(journal.closed).toEqual([])
  await writeVersion('2')
  await app.reload()
  expect(await ask()).toBe('2')
})

test('what a request uses is closed after it, not before', async () => {
  const waiting = await askAndWait()
  await writeVersion('2')
  await app.reload()
  expect(await ask()).toBe('2')
  expect(journal.closed).toEqual([])
  journal.waiting.resolve()
  expect(await waiting.answer).toBe('1')
  await expect.poll(() => journal.closed).toEqual(['1'])
  expect(journal.usedAfterClose).toBe(0)
})

test('reloads that overlap are done one after the other', async () => {
  await writeVersion('2')
  await Promise.all([app.reload(), app.reload(), app.reload()])
  await expect.poll(() => journal.closed).toEqual(['1', '2', '2'])
  expect(await ask()).toBe('2')
})

test('closing waits for the requests under way, and closes every state', async () => {
  const waiting = await askAndWait()
  await writeVersion('2')
  await app.reload()
  const closed = app.close()
  journal.waiting.resolve()
  expect(await waiting.answer).toBe('1')
  await closed
  expect(journal.closed.toSorted()).toEqual(['1', '2'])
})

test('it passes requests on, and tells a pipeline outwards when it is done', async () => {
  await writeFile(join(folder, 'pass.mjs'), 'export const make = () => (req, res, next) => next()\n')
  await writeFile(join(folder, 'pass.ini'), '[app:main]\npaste.app_factory = ./pass.mjs:make\n')
  await using passing = await reloadable(`config:${folder}/pass.ini`)
  expect((await send(passing, '/')).status).toBe(404)
  await passing.reload()
  expect((await send(passing, '/')).status).toBe(404)
})

test('under load no request is dropped, mixed up or answered twice while the file changes', async () => {
  tellSeed()
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 })
  await using server = await serve(createServer(app), '')
  let stop = false
  const seen = new Set<string>()
  const clients = Array.from({ length: 20 }, async () => {
    let answers = 0
    while (!stop) {
      const { status, version, filter, body } = await get(server.url, agent)
      expect({ status, filter, body }).toEqual({ status: 200, filter: version, body: version })
      seen.add(body)
      answers++
    }
    return answers
  })
  for (let version = 2; version <= 15; version++) {
    await writeVersion(String(version))
    await app.reload()
    await writeFile(join(folder, 'app.ini'), '[app:main\nnonsense')
    await expect(app.reload()).rejects.toThrow('PASTE_')
    await expect.poll(() => seen, { interval: 5 }).toContain(String(version))
  }
  stop = true
  const answers = await Promise.all(clients)
  agent.destroy()
  expect(Math.min(...answers)).toBeGreaterThan(0)
  expect(journal.requests).toBe(answers.reduce((sum, count) => sum + count))
  await app.close()
  expect(journal.closed.toSorted()).toEqual(journal.opened.toSorted())
  expect(journal.opened).toHaveLength(15)
  expect(journal.usedAfterClose).toBe(0)
})

function get(url: string, agent: http.Agent) {
  return new Promise<{ status?: number; version: unknown; filter: unknown; body: string }>(
    (resolve, reject) => {
      const request = http.get(url, { agent }, async answer => {
        const chunks: Buffer[] = []
        for await (const chunk of answer) chunks.push(chunk)
        const { 'x-version': version, 'x-filter': filter } = answer.headers
        resolve({ status: answer.statusCode, version, filter, body: Buffer.concat(chunks).toString() })
      })
      request.on('error', reject)
    },
  )
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expressMiddleware } from '../../../paste/composites/express-middleware.ts'
import { tryFilter } from '../../../paste/testing.ts'
import type { App, Conf } from '../../../paste/types.ts'

/** As a file of this project would name the packages. */
const globals = { here: import.meta.dirname, file: import.meta.filename }

const tried = (conf: Conf, app?: App) => tryFilter(expressMiddleware, { conf, app, globals })

test('helmet stands in a file, with nested options', async () => {
  const filter = await tried({ middleware: 'helmet:default', 'frameguard.action': 'deny', hsts: 'false' })
  const { headers } = await filter.send('/')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.has('strict-transport-security')).toBe(false)
})

test('compression stands in a file', async () => {
  const app: App = (_req, res) => void res.type('text').send('long '.repeat(50))
  const ask = async (conf: Conf) => {
    const filter = await tried({ middleware: 'compression:default', ...conf }, app)
    const answer = await filter.send('/', { headers: { 'accept-encoding': 'gzip' } })
    return answer.headers.get('content-encoding')
  }
  expect(await ask({ threshold: '100' })).toBe('gzip')
  expect(await ask({ threshold: '100kb' })).toBeNull()
})

test('express-rate-limit stands in a file', async () => {
  const conf = {
    middleware: 'express-rate-limit:rateLimit',
    limit: '2',
    windowMs: '60000',
    validate: 'false',
  }
  const filter = await tried(conf)
  const statuses = [await filter.send('/'), await filter.send('/'), await filter.send('/')]
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429])
  expect(filter.reached).toBe(2)
})

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'middleware-'))
  await writeFile(
    join(folder, 'odd.js'),
    'export const handler = () => (error, req, res, next) => next(error)\nexport const nothing = () => 1\n',
  )
})
afterAll(() => rm(folder, { recursive: true }))

test.each([
  [{}, { code: 'PASTE_MISSING_OPTION', problem: expect.stringContaining('helmet:default') }],
  [
    { midleware: 'helmet:default' },
    { code: 'PASTE_MISSING_OPTION', hint: 'did you mean "middleware" by "midleware"?' },
  ],
  [
    { middleware: 'helmett:default' },
    { code: 'PASTE_NO_MODULE', hint: expect.stringContaining('npm install helmett') },
  ],
  [{ middleware: 'helmet:defalt' }, { code: 'PASTE_NO_EXPORT', hint: expect.stringContaining('default') }],
  [
    { middleware: './odd.js:handler' },
    { code: 'PASTE_WRONG_RESULT', problem: expect.stringContaining('error') },
  ],
  [
    { middleware: './odd.js:nothing' },
    { code: 'PASTE_WRONG_RESULT', problem: expect.stringContaining('number') },
  ],
])('what cannot stand there is a located error: %j', async (conf: Conf, fault) => {
  const file = conf.middleware?.startsWith('./') ? join(folder, 'x.ini') : globals.file
  const trial = tryFilter(expressMiddleware, { conf, globals: { here: folder, file } })
  await expect(trial).rejects.toMatchObject({ ...fault, file })
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { start } from '../support/program.ts'

const root = join(import.meta.dirname, '../..')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faulty-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const ini = `[pipeline:glance-api-caching]
pipeline = versionnegotiation unauthenticated-context cashe rootapp

[filter:versionnegotiation]
paste.filter_factory = glance.api.middleware.version_negotiation:VersionNegotiationFilter.factory

[filter:unauthenticated-context]
paste.filter_factory = glance.api.middleware.context:UnauthenticatedContextMiddleware.factory

[filter:cache]
paste.filter_factory = glance.api.middleware.cache:CacheFilter.factory

[app:rootapp]
paste.app_factory = glance.api.v2.router:API.factory
`

test('a misspelt filter is told with file, line, and the word that was meant', async () => {
  const { code, output } = await glanceApi({ ini, flavor: 'caching' })
  expect(code).toBe(1)
  expect(output).toMatch(
    /ERROR: Unable to load glance-api-caching from configuration file .*glance-api-paste\.ini/,
  )
  expect(output).toMatch(/glance-api-paste\.ini:2 {2}\[pipeline:glance-api-caching\] pipeline/)
  expect(output).toMatch(/did you mean "cache" \(line 10\)/)
})

test('a flavor that no section serves is told with its place and those that exist', async () => {
  const { code, output } = await glanceApi({ ini, flavor: 'chaching' })
  expect(code).toBe(1)
  expect(output).toMatch(/glance-api-chaching/)
  expect(output).toMatch(/PASTE_NO_FLAVOR .*glance-api\.conf:\d+ {2}\[paste_deploy\] flavor/)
  expect(output).toContain('did you mean "caching"?')
})

test('a value out of range stops the start with file and line', async () => {
  const { code, output } = await glanceApi({ ini, flavor: 'caching', conf: 'backlog = 0\n' })
  expect(code).toBe(5)
  expect(output).toMatch(/glance-api\.conf:\d+/)
  expect(output).toContain('Should be greater than or equal to 1')
})

test('a line that is no assignment stops the start with file and line', async () => {
  const { code, output } = await glanceApi({ ini, flavor: 'caching', conf: 'this is nothing\n' })
  expect(code).not.toBe(0)
  expect(output).toMatch(/glance-api\.conf:\d+/)
  expect(output).toContain("No ':' or '=' found in assignment")
})

test('--check tells every fault at once, starts nothing and exits non-zero', async () => {
  const conf = 'backlog = 0\nworkers = many\nimage_size_capp = 5\n'
  const { code, output } = await glanceApi({ ini, flavor: 'caching', conf, args: ['--check'] })
  expect(code).not.toBe(0)
  expect(output).toMatch(/backlog[\s\S]*workers/)
  expect(output).toContain('image_size_cap')
  expect(output).toContain('cashe')
})

test.each([
  ['a value out of range', 'backlog = 0\n', [], 5],
  ['a default store that there is not', '[glance_store]\ndefault_store = rbd\n', [], 1],
  ['an error of usage', '', ['--prot', '1'], 2],
] as const)('the exit code tells of %s', async (_, conf, args, expected) => {
  expect((await glanceApi({ ini, flavor: 'caching', conf, args })).code).toBe(expected)
})

interface Attempt {
  readonly ini: string
  readonly flavor: string
  readonly conf?: string
  readonly args?: readonly string[]
}

async function glanceApi({
  ini,
  flavor,
  conf = '',
  args = [],
}: Attempt): Promise<{ code: unknown; output: string }> {
  const file = join(folder, 'glance-api.conf')
  await writeFile(join(folder, 'glance-api-paste.ini'), ini)
  await writeFile(
    file,
    `[DEFAULT]
bind_host = 127.0.0.1
bind_port = 0
workers = 0
image_cache_dir = ${folder}/cache
image_cache_driver = sqlite
${conf}
[database]
connection = sqlite:///${folder}/glance.sqlite
[glance_store]
filesystem_store_datadir = ${folder}/images
[paste_deploy]
flavor = ${flavor}
`,
  )
  const program = start(process.execPath, [
    join(root, 'dist/src/bin/glance-api.js'),
    '--config-file',
    file,
    ...args,
  ])
  await new Promise(resolve => program.child.once('close', resolve))
  return { code: await program.stop(), output: program.output() }
}

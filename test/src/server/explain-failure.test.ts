import { appendFile } from 'node:fs/promises'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { explainFailure } from '../../../src/server/explain-failure.ts'
import { failureOf, StartFailure } from '../../../src/server/failure.ts'
import { openStores } from '../../../src/stores/open-stores.ts'
import { configOf } from '../config/scratch.ts'

test.each([
  [
    '[glance_store]\nstores =\n',
    'Store for scheme file not found',
    '[glance_store] stores',
    'stores names none',
  ],
  [
    '[DEFAULT]\nenabled_backends = fast:file\n[glance_store]\ndefault_backend = fats\n[fast]\nfilesystem_store_datadir = $HERE/fast\n',
    'Store for identifier fats not found',
    '[glance_store] default_backend',
    'did you mean "fast"?',
  ],
])(
  'stores that do not allow the start end it with 1, and tell their line: %#',
  async (conf, words, at, hint) => {
    const { config, file } = await configOf(conf)
    const failure = await openStores(config, pino({ enabled: false })).catch(error => error)
    const { exitCode, message } = failureOf(await explainFailure(failure, config))
    expect(exitCode).toBe(1)
    expect(message.split('\n')[0]).toBe(words)
    expect(message).toContain(`CONFIG_STORES  ${file}:`)
    expect(message).toContain(at)
    expect(message).toContain(hint)
  },
)

test('a cache that cannot be opened is told with its line, after what the paste file makes of it', async () => {
  const { config, file } = await configOf(
    '[DEFAULT]\nimage_cache_dir = $HERE/glance-api.conf\n[paste_deploy]\nconfig_file = $HERE/glance-api.conf\n',
  )
  const paste = `[app:glance-api]\npaste.app_factory = ./app.mjs:factory\n`
  await appendFile(file, paste)
  const failure = new StartFailure(1, 'Unable to load glance-api')
  const { exitCode, message } = failureOf(await explainFailure(failure, config))
  expect(exitCode).toBe(1)
  expect(message).toMatch(/^Unable to load glance-api\nCONFIG_CACHE {2}.*:2 {2}\[DEFAULT] image_cache_dir\n/)
})

test('another failure stays what it is', async () => {
  const { config } = await configOf('')
  const failure = new Error('something else')
  expect(await explainFailure(failure, config)).toBe(failure)
})

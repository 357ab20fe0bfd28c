import { pino } from 'pino'
import { expect, test } from 'vitest'
import { failureOf } from '../../../src/server/failure.ts'
import { atStoreOptions } from '../../../src/server/store-failure.ts'
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
    const { exitCode, message } = failureOf(await atStoreOptions(failure, config))
    expect(exitCode).toBe(1)
    expect(message.split('\n')[0]).toBe(words)
    expect(message).toContain(`CONFIG_STORES  ${file}:`)
    expect(message).toContain(at)
    expect(message).toContain(hint)
  },
)

test('another failure stays what it is', async () => {
  const { config } = await configOf('')
  const failure = new Error('something else')
  expect(await atStoreOptions(failure, config)).toBe(failure)
})

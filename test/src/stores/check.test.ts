import { expect, test } from 'vitest'
import { checkStores } from '../../../src/stores/check.ts'
import { configOf } from '../config/scratch.ts'

async function check(conf: string) {
  const { config, folder } = await configOf(conf)
  const found = await checkStores(config)
  return found.map(({ severity, group, key, message, hint }) => ({
    what: `${severity}: [${group}] ${key}: ${message.replaceAll(folder, '<folder>')}`,
    hint,
  }))
}

const named = (backends: string, byDefault = '') =>
  `[DEFAULT]\nenabled_backends = ${backends}\n[glance_store]\n${byDefault}\n`

test('stores that can be used as they are named are passed', async () => {
  expect(await check('')).toEqual([])
  expect(await check(named('fast:file,slow:http', 'default_backend = fast'))).toEqual([])
})

test.each([
  ['slow:htttp', 'there is no store type "htttp"; did you mean "http"?'],
  ['slow:./slow.mjs', 'there is no file <folder>/slow.mjs'],
])('%s is a doubt: the service starts without it', async (backend, reason) => {
  expect(await check(named(`fast:file,${backend}`, 'default_backend = fast'))).toEqual([
    { what: `warning: [DEFAULT] enabled_backends: the store "slow" is left out: ${reason}` },
  ])
})

test.each([
  ['', 'no store is named for images whose upload names none', 'add default_backend = fast'],
  ['default_backend = fats', 'there is no store "fats" in enabled_backends', 'did you mean "fast"?'],
  ['default_backend = tape', 'there is no store "tape" in enabled_backends', 'there are fast'],
])('enabled_backends with "%s" is a fault', async (byDefault, problem, hint) => {
  expect(await check(named('fast:file', byDefault))).toEqual([
    { what: `error: [glance_store] default_backend: ${problem}`, hint },
  ])
})

test('a default store that is left out is a fault', async () => {
  const [, fault] = await check(named('fast:tape', 'default_backend = fast'))
  expect(fault?.what).toBe('error: [glance_store] default_backend: the store "fast" is left out')
})

test('a name that belongs to the service is a fault', async () => {
  const [fault] = await check(named('os_glance_fast:file', 'default_backend = os_glance_fast'))
  expect(fault?.what).toContain('names that begin with os_glance_ belong to the service')
})

test('a default store of another kind than those there are is a fault', async () => {
  expect(await check('[glance_store]\nstores = file,http\ndefault_store = rbd\n')).toEqual([
    {
      what: 'error: [glance_store] default_store: no store is of the kind "rbd"',
      hint: 'there are file, http',
    },
  ])
})

import { describe, expect, test } from 'vitest'
import { createServices } from '../../../paste/build/services.ts'
import { lend, serviceKey } from '../../../paste/keys.ts'
import type { Globals, ServiceKey } from '../../../paste/types.ts'

const globals = { conf: {}, here: '/', file: '/a.ini' } as unknown as Globals

/** A service that notes when it is opened and closed, after the ones that it needs. */
function noting(log: string[], name: string, needs: () => readonly ServiceKey<string>[] = () => []) {
  return serviceKey<string>(name, {
    async open(globals) {
      for (const key of needs()) await globals.borrow(key)
      log.push(`open ${name}`)
      return name
    },
    close: () => void log.push(`close ${name}`),
  })
}

test('a service is opened at the first borrow, once, however many borrow at a time', async () => {
  const log: string[] = []
  const key = noting(log, 'a')
  const services = createServices()
  await Promise.all([services.borrow(key, globals), services.borrow(key, globals)])
  expect(await services.borrow(key, globals)).toBe('a')
  expect(log).toEqual(['open a'])
})

test('services are closed in reverse order, and once', async () => {
  const log: string[] = []
  const inner = noting(log, 'inner')
  const outer = noting(log, 'outer', () => [inner])
  const services = createServices()
  await services.borrow(outer, globals)
  await services.borrow(noting(log, 'last'), globals)
  await Promise.all([services.close(), services.close()])
  expect(log).toEqual(['open inner', 'open outer', 'open last', 'close last', 'close outer', 'close inner'])
})

test('what is lent is used, and stays open', async () => {
  const log: string[] = []
  const key = noting(log, 'a')
  const services = createServices([lend(key, 'lent')])
  expect(await services.borrow(key, globals)).toBe('lent')
  await services.close()
  expect(log).toEqual([])
})

test('a service that is not lent and cannot open says what to pass', async () => {
  const services = createServices()
  await expect(services.borrow(serviceKey('database'), globals)).rejects.toThrow(
    'the service "database" is not lent, and cannot open by itself\n  pass lend: [lend(key, service)] to loadApp',
  )
})

describe('services that need each other', () => {
  const log: string[] = []
  const a: ServiceKey<string> = noting(log, 'a', () => [b])
  const b: ServiceKey<string> = noting(log, 'b', () => [a])

  test('are refused with the circle', async () => {
    await expect(createServices().borrow(a, globals)).rejects.toThrow('b -> a -> b')
  })

  test('do not wait for each other when both are borrowed at a time', async () => {
    const services = createServices()
    const both = await Promise.allSettled([services.borrow(a, globals), services.borrow(b, globals)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})

test('one that fails to close does not keep the others open', async () => {
  const log: string[] = []
  const services = createServices()
  await services.borrow(noting(log, 'a'), globals)
  const failing = serviceKey('bad', { open: () => 'bad', close: () => Promise.reject(new Error('stuck')) })
  await services.borrow(failing, globals)
  await expect(services.close()).rejects.toThrow('stuck')
  expect(log).toEqual(['open a', 'close a'])
})

import { expect, test } from 'vitest'
import { PasteError } from '../../../paste/errors.ts'
import { requestKey } from '../../../paste/keys.ts'
import { defineApp, defineFilter, factoryDescription } from '../../../paste/options/define-filter.ts'
import { option } from '../../../paste/options/options.ts'
import type { StandardSchema } from '../../../paste/options/standard-schema.ts'
import type { Conf } from '../../../paste/types.ts'
import { globals } from '../globals.ts'

const pass = (_req: unknown, _res: unknown, next: () => unknown) => next()

const user = requestKey<string>('user')

const throttle = defineFilter({
  options: {
    rate: option.integer(10, { min: 1 }),
    window: option.seconds(60),
    token: option.secret('none'),
    store: option.oneOf(['memory', 'redis'], 'memory'),
  },
  requires: [user],
  provides: ['quota'],
  create: values => Object.assign(pass, { values }),
})

test('a factory gets typed values, with defaults for the keys that the section lacks', async () => {
  const made = await throttle(globals, { rate: '3', window: '5m' })
  expect(made).toHaveProperty('values', { rate: 3, window: 300, token: 'none', store: 'memory' })
})

test('a factory says what it requires and provides before it is called', () => {
  expect(factoryDescription(throttle)).toMatchObject({ requires: ['user'], provides: ['quota'] })
  expect(factoryDescription(throttle)?.options?.token).toMatchObject({ secret: true })
  expect(factoryDescription(() => pass)).toBeUndefined()
})

test('every fault of a section is found at once, with the nearest right word', async () => {
  const faults = await factoryDescription(throttle)?.validate({ rat: '3', window: 'soon', store: 'rdis' })
  expect(faults).toEqual([
    {
      code: 'PASTE_UNKNOWN_OPTION',
      key: 'rat',
      problem: 'there is no option "rat"',
      hint: 'did you mean "rate"?',
    },
    {
      code: 'PASTE_BAD_OPTION',
      key: 'window',
      problem: '"soon" is not a time such as 300, 500ms, 5m or 1h30m',
      hint: 'window is seconds',
    },
    {
      code: 'PASTE_BAD_OPTION',
      key: 'store',
      problem: '"rdis" is none of memory, redis; did you mean "redis"?',
      hint: 'store is one of memory, redis',
    },
  ])
})

test('a key that must be there is asked for with its kind', async () => {
  const factory = defineFilter({ options: { url: option.text() }, create: () => pass })
  expect(await factoryDescription(factory)?.validate({})).toEqual([
    {
      code: 'PASTE_MISSING_OPTION',
      key: 'url',
      problem: 'the option "url" is missing',
      hint: 'add url = … (text)',
    },
  ])
})

test('a factory that declares no options takes none', async () => {
  const factory = defineFilter({ create: () => pass })
  expect(await factoryDescription(factory)?.validate({ x: '1' })).toMatchObject([
    { code: 'PASTE_UNKNOWN_OPTION', key: 'x', hint: 'it takes no options' },
  ])
})

test('a factory can take missing keys from [DEFAULT], and let be what it does not know', async () => {
  const factory = defineFilter({
    options: { rate: option.integer(1), store: option.text('memory') },
    inheritsDefault: true,
    allowsOtherKeys: true,
    create: values => Object.assign(pass, { values }),
  })
  const under = (conf: Conf) => factory({ ...globals, conf }, { store: 'redis', rte: '3', owner: 'me' })
  expect(await under({ rate: '2', store: 'disk', here: '/' })).toHaveProperty('values', {
    rate: 2,
    store: 'redis',
  })
  const described = factoryDescription(factory)
  expect(await described?.validate({}, { rate: 'x' })).toMatchObject([{ key: 'rate' }])
  expect(described?.doubt({ rte: '3', owner: 'me' })).toEqual([
    {
      code: 'PASTE_MISSPELT_OPTION',
      key: 'rte',
      problem: '"rte" is no option, and is ignored',
      hint: 'did you mean "rate"?',
    },
  ])
})

test('a wrong section makes the factory throw a PasteError that names file and key', async () => {
  const failure = await Promise.resolve(throttle(globals, { rate: '0', widow: '1' })).catch(error => error)
  expect(failure).toBeInstanceOf(PasteError)
  expect(failure).toMatchObject({ code: 'PASTE_UNKNOWN_OPTION', key: 'widow', file: globals.file })
  expect(failure.message).toContain('rate: "0" is out of range: at least 1')
})

test('the value of a secret option appears in no fault', async () => {
  const refuse = (): string => {
    throw new Error('is too short')
  }
  const factory = defineFilter({
    options: { pin: { ...option.secret(), parse: refuse } },
    create: () => pass,
  })
  const faults = await factoryDescription(factory)?.validate({ pin: '1234' })
  expect(JSON.stringify(faults)).not.toContain('1234')
  expect(faults).toMatchObject([{ problem: 'the value is too short' }])
})

/** Stands for zod and its kin: wants a `size` that is a number. */
const sized: StandardSchema<{ size: number }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    async validate(value) {
      const { size } = value as { size?: string }
      if (size !== undefined && Number(size) > 0) return { value: { size: Number(size) } }
      return { issues: [{ message: 'expected a positive number', path: [{ key: 'size' }] }] }
    },
  },
}

test('any Standard Schema stands in the place of the options', async () => {
  const factory = defineApp({ options: sized, create: ({ size }) => Object.assign(pass, { size: size + 1 }) })
  expect(await factory(globals, { size: '4' })).toHaveProperty('size', 5)
  const described = factoryDescription(factory)
  expect(described?.options).toBeUndefined()
  expect(await described?.validate({ size: '-1' })).toEqual([
    { code: 'PASTE_BAD_OPTION', key: 'size', problem: 'expected a positive number' },
  ])
  expect(await described?.validate({})).toMatchObject([{ code: 'PASTE_MISSING_OPTION', key: 'size' }])
})

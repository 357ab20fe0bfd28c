import { expect, test } from 'vitest'
import { interpolate } from '../../../paste/ini/interpolate.ts'

/** The value of the first key. */
function fill(values: Readonly<Record<string, string>>) {
  const raw = (key: string, value: string) => ({
    value,
    spot: (word?: string) => ({ file: '/f.ini', line: 1, key, source: `${key} = ${value}`, word }),
  })
  const [[key, value] = ['', '']] = Object.entries(values)
  return interpolate(raw(key, value), {
    find: name => {
      const found = values[name]
      return found === undefined ? undefined : raw(name, found)
    },
    names: () => Object.keys(values),
  })
}

test('references are filled in to any depth', () => {
  expect(fill({ a: '%(b)s!', b: '<%(c)s%(c)s>', c: 'x' })).toBe('<xx>!')
})

test('%% is a percent sign, also before what looks like a reference', () => {
  expect(fill({ a: '100%% %%(b)s' })).toBe('100% %(b)s')
})

test('values that refer to one another in a circle are refused', () => {
  expect(() => fill({ a: '%(b)s', b: '%(a)s' })).toThrow('PASTE_TOO_DEEP')
})

test('a lone percent sign is answered with the corrected line', () => {
  expect(() => fill({ rate: '%(unit)s at 50%', unit: 'x' })).toThrow(`PASTE_BAD_PERCENT  /f.ini:1  rate
  a % is followed by neither % nor (name)s
  1 | rate = %(unit)s at 50%
                           ^
  write rate = %(unit)s at 50%%`)
})

test('the corrected line of a password shows nothing of it but its percent signs', () => {
  const error = catching(() => fill({ admin_password: 'top%secret' }))
  expect(error).toContain('write admin_password = ***%%******')
  expect(error).not.toContain('top')
  expect(error).not.toContain('secret\n')
})

test('a reference without its s is named', () => {
  expect(() => fill({ a: '%(b)', b: '1' })).toThrow('it has to be %(name)s')
})

test('an unknown key is answered with the nearest one', () => {
  expect(() => fill({ a: '%(prot)s', port: '1' })).toThrow('did you mean %(port)s?')
})

test('an error in what is referred to is shown where it stands', () => {
  expect(catching(() => fill({ a: '%(b)s', b: '5%' }))).toContain('1 | b = 5%')
})

test('a variable of the environment that is not let in says how to', () => {
  expect(() => fill({ a: '%(ENV_HOME)s' })).toThrow('env: true')
})

function catching(work: () => unknown): string {
  try {
    return String(work())
  } catch (error) {
    return (error as Error).message
  }
}

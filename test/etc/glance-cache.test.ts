import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { cacheOptions } from '../../src/cache/options.ts'

test('the sample for the cache commands shows options that exist, with their defaults', async () => {
  const text = await readFile('etc/glance-cache.conf', 'utf8')
  const shown = [...text.matchAll(/^#(\w+) = (.*)$/gm)].map(([, name = '', value]) => [name, value])
  const declared = Object.entries(cacheOptions.options).map(([name, option]) => [
    name,
    String(option.default),
  ])
  expect(shown.length).toBeGreaterThan(0)
  expect(declared).toEqual(expect.arrayContaining(shown))
})

import { expect, test } from 'vitest'
import { readStorageQuota } from '../../../src/quota/storage.ts'

test.each([
  ['0', undefined],
  ['0TB', undefined],
  ['10', 10],
  ['10B', 10],
  ['2KB', 2048],
  ['3MB', 3 * 1024 ** 2],
  ['4GB', 4 * 1024 ** 3],
  ['5TB', 5 * 1024 ** 4],
])('%s is a quota of %s bytes', (setting, bytes) => {
  expect(readStorageQuota(setting)).toBe(bytes)
})

test.each(['', '10 GB', '10gb', '-1', '1.5GB', '10K', 'GB'])('"%s" is no quota', setting => {
  expect(() => readStorageQuota(setting)).toThrow('Should be a number')
})

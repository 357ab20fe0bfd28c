import { expect, test } from 'vitest'
import { TransferBuffers } from '../../../src/api/transfer-buffers.ts'

const settings = [
  { bytes: 4096, most: 4 },
  { bytes: 1024, most: 16 },
]

test('as long as few are lent they are large, and each transfer may hold two', () => {
  const buffers = new TransferBuffers(settings)
  expect([buffers.lend(100_000), buffers.lend(100_000)].map(({ length }) => length)).toEqual([4096, 4096])
  expect(buffers.isAmple).toBe(true)
})

test('when many are lent the others are small', () => {
  const buffers = new TransferBuffers(settings)
  const sizes = Array.from({ length: 6 }, () => buffers.lend(100_000).length)
  expect(sizes).toEqual([4096, 4096, 4096, 4096, 1024, 1024])
  expect(buffers.isAmple).toBe(false)
})

test('sizes give way from the largest to the smallest', () => {
  const buffers = new TransferBuffers([
    { bytes: 8192, most: 1 },
    { bytes: 4096, most: 2 },
    ...settings.slice(1),
  ])
  const sizes = Array.from({ length: 5 }, () => buffers.lend(100_000).length)
  expect(sizes).toEqual([8192, 4096, 4096, 1024, 1024])
  expect(buffers.lend(2000)).toHaveLength(1024)
})

test.each(['giveBack', 'forget'] as const)('%s makes room for large ones again', end => {
  const buffers = new TransferBuffers(settings)
  const lent = Array.from({ length: 10 }, () => buffers.lend(100_000))
  for (const buffer of lent) buffers[end](buffer)
  expect(buffers.lend(100_000)).toHaveLength(4096)
  expect(buffers.isAmple).toBe(true)
})

test('little gets a small one', () => {
  expect(new TransferBuffers(settings).lend(1024)).toHaveLength(1024)
})

test.each([100_000, 10])('what was given back after %i bytes is lent again, and to nobody twice', bytes => {
  const buffers = new TransferBuffers(settings)
  const [first, second] = [buffers.lend(bytes), buffers.lend(bytes)]
  expect(first).not.toBe(second)
  buffers.giveBack(first)
  expect(buffers.lend(bytes)).toBe(first)
  expect(buffers.lend(bytes)).not.toBe(first)
})

test('what was forgotten is never lent again', () => {
  const buffers = new TransferBuffers(settings)
  const lost = buffers.lend(4096)
  buffers.forget(lost)
  expect(buffers.lend(4096)).not.toBe(lost)
})

test('of many that were given back only a few are kept', () => {
  const buffers = new TransferBuffers(settings)
  const lent = Array.from({ length: 100 }, () => buffers.lend(10))
  for (const buffer of lent) buffers.giveBack(buffer)
  const again = Array.from({ length: 100 }, () => buffers.lend(10))
  expect(again.filter(buffer => lent.includes(buffer))).toHaveLength(16)
})

import { expect, test } from 'vitest'
import { TransferBuffers } from '../../../src/api/transfer-buffers.ts'

const settings = { bytesTogether: 16_384, smallest: 1024, largest: 4096 }

test('one transfer gets the largest pieces, and two at a time', () => {
  const buffers = new TransferBuffers(settings)
  buffers.join()
  expect(buffers.lend(100_000)).toHaveLength(4096)
  expect(buffers.isAmple).toBe(true)
})

test('the pieces become smaller with the number of transfers, but not smaller than useful', () => {
  const buffers = new TransferBuffers(settings)
  for (let transfer = 0; transfer < 8; transfer++) buffers.join()
  expect(buffers.lend(100_000)).toHaveLength(2048)
  expect(buffers.isAmple).toBe(false)
  for (let transfer = 0; transfer < 100; transfer++) buffers.join()
  expect(buffers.lend(100_000)).toHaveLength(1024)
})

test('transfers that have ended take no share', () => {
  const buffers = new TransferBuffers(settings)
  const leave = Array.from({ length: 100 }, () => buffers.join())
  for (const end of leave) end()
  expect(buffers.lend(100_000)).toHaveLength(4096)
})

test('little gets a little buffer', () => {
  expect(new TransferBuffers(settings).lend(1500)).toHaveLength(2048)
})

test('what was given back is lent again, and nobody gets what another holds', () => {
  const buffers = new TransferBuffers(settings)
  const [first, second] = [buffers.lend(4096), buffers.lend(4096)]
  expect(first).not.toBe(second)
  buffers.giveBack(first)
  expect(buffers.lend(4096)).toBe(first)
  expect(buffers.lend(4096)).not.toBe(first)
})

test('no more is kept than half of what transfers may take', () => {
  const buffers = new TransferBuffers(settings)
  const lent = Array.from({ length: 10 }, () => buffers.lend(4096))
  for (const buffer of lent) buffers.giveBack(buffer)
  const again = Array.from({ length: 10 }, () => buffers.lend(4096))
  expect(again.filter(buffer => lent.includes(buffer))).toHaveLength(2)
})

import { expect, test } from 'vitest'
import { TransferBuffers } from '../../../../src/api/download/transfer-buffers.ts'

const sizes = { bytes: 4096, most: 2 }

test('there are no more than the bound says, however many are wanted', async () => {
  const buffers = new TransferBuffers(sizes)
  const taken = Array.from({ length: 50 }, () => buffers.take())
  const known = new Set<Buffer>()
  for (const taking of taken) {
    const buffer = await taking
    known.add(buffer)
    buffers.giveBack(buffer)
  }
  expect(known.size).toBe(2)
})

test('who came first has the first turn', async () => {
  const buffers = new TransferBuffers({ ...sizes, most: 1 })
  const turns: number[] = []
  async function takeTurn(turn: number) {
    const buffer = await buffers.take()
    turns.push(turn)
    buffers.giveBack(buffer)
  }
  await Promise.all([0, 1, 2, 3, 4].map(takeTurn))
  expect(turns).toEqual([0, 1, 2, 3, 4])
})

test('nobody gets one that another still has', async () => {
  const buffers = new TransferBuffers(sizes)
  const [first, second] = [await buffers.take(), await buffers.take()]
  expect(first).toHaveLength(4096)
  expect(first).not.toBe(second)
})

import { expect, test } from 'vitest'
import { TransferBuffers } from '../../../src/api/transfer-buffers.ts'

const sizes = { bytes: 4096, most: 2 }

/** Wants a buffer, and keeps it until told. */
function borrow(buffers: TransferBuffers) {
  const end = Promise.withResolvers<void>()
  const state: { lent?: Buffer } = {}
  const over = buffers.lend(buffer => {
    state.lent = buffer
    return end.promise
  })
  return { state, over, giveBack: end.resolve, fail: end.reject }
}

test('there are no more than the bound says, however many are wanted', async () => {
  const buffers = new TransferBuffers(sizes)
  const borrowers = Array.from({ length: 50 }, () => borrow(buffers))
  const lent = () => borrowers.flatMap(({ state }) => state.lent ?? [])
  expect(lent()).toHaveLength(2)
  for (const { over, giveBack } of borrowers) {
    giveBack()
    await over
  }
  expect(lent()).toHaveLength(50)
  expect(new Set(lent()).size).toBe(2)
})

test('who came first has the first turn', async () => {
  const buffers = new TransferBuffers({ ...sizes, most: 1 })
  const turns: number[] = []
  const take = (turn: number) => buffers.lend(async () => void turns.push(turn))
  await Promise.all([0, 1, 2, 3, 4].map(take))
  expect(turns).toEqual([0, 1, 2, 3, 4])
})

test('nobody gets one that another still has', async () => {
  const buffers = new TransferBuffers(sizes)
  const [first, second] = [borrow(buffers), borrow(buffers)]
  expect(first.state.lent).toHaveLength(4096)
  expect(first.state.lent).not.toBe(second.state.lent)
})

test('what fails gives back, too', async () => {
  const buffers = new TransferBuffers({ ...sizes, most: 1 })
  const failing = borrow(buffers)
  const next = borrow(buffers)
  failing.fail(new Error('unreadable'))
  await expect(failing.over).rejects.toThrow('unreadable')
  expect(next.state.lent).toBe(failing.state.lent)
})

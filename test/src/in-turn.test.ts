import { expect, test } from 'vitest'
import { inTurn } from '../../src/in-turn.ts'

/** Work that ends when it is told to; `begun` counts. */
function aWork() {
  const state = { begun: 0, underWay: 0, end: () => {} }
  const work = inTurn(async () => {
    state.begun++
    state.underWay++
    expect(state.underWay).toBe(1)
    await new Promise<void>(resolve => {
      state.end = resolve
    })
    state.underWay--
  })
  return { state, work }
}

test('work that is asked for while it is under way is done once more afterwards', async () => {
  const { state, work } = aWork()
  const first = work()
  await expect.poll(() => state.underWay).toBe(1)
  const others = [work(), work()]
  expect(state.begun).toBe(1)
  state.end()
  await first
  await expect.poll(() => state.begun).toBe(2)
  state.end()
  await Promise.all(others)
  expect(state.begun).toBe(2)
})

test('work that has ended is done again at the next call', async () => {
  let times = 0
  const work = inTurn(async () => {
    times++
  })
  await work()
  await work()
  expect(times).toBe(2)
})

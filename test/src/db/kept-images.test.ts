import { describe, expect, test } from 'vitest'
import { keepImages, keepWatchedImages, type Reading } from '../../../src/db/kept-images.ts'
import type { ImageRecord } from '../../../src/db/records.ts'

/** A database of which only the mark is known, and how often something was asked. */
function aDatabase(images = 1) {
  const asked = { marks: 0, readings: 0 }
  const state = { mark: 'first' as string | null }
  const reading = (): Reading => ({ images: Array(images).fill({} as ImageRecord), mark: state.mark })
  const kept = keepImages(async () => {
    asked.marks++
    return state.mark
  })
  const read = async () => {
    asked.readings++
    return reading()
  }
  return { asked, state, ask: (question: string) => kept.get(question, read) }
}

test('what has been read is given again as long as the mark stays', async () => {
  const { asked, ask } = aDatabase()
  const first = await ask('a')
  expect(await ask('a')).toBe(first)
  expect(asked).toEqual({ readings: 1, marks: 1 })
})

test('what has been read is read again when the mark has changed', async () => {
  const { asked, state, ask } = aDatabase()
  const first = await ask('a')
  state.mark = 'second'
  expect(await ask('a')).not.toBe(first)
  expect(asked.readings).toBe(2)
})

test('one look at the mark serves all who ask at once, and nobody who asks later', async () => {
  const { asked, ask } = aDatabase()
  await ask('a')
  await ask('b')
  await Promise.all([ask('a'), ask('b'), ask('a')])
  expect(asked.marks).toBe(1)
  await ask('a')
  expect(asked.marks).toBe(2)
})

test('what is known to be outdated is read without another look at the mark', async () => {
  const { asked, state, ask } = aDatabase()
  await ask('a')
  state.mark = 'second'
  await ask('b')
  await ask('a')
  expect(asked).toEqual({ readings: 3, marks: 0 })
})

test('nothing is kept of a database that cannot tell its state', async () => {
  const { asked, state, ask } = aDatabase()
  state.mark = null
  await ask('a')
  await ask('a')
  expect(asked).toEqual({ readings: 2, marks: 0 })
})

test('no more than two thousand images are kept', async () => {
  const { asked, ask } = aDatabase(900)
  for (const question of ['a', 'b', 'c', 'a']) await ask(question)
  expect(asked.readings).toBe(4)
})

test('who is told that the mark cannot be read may ask again', async () => {
  let fails = true
  const kept = keepImages(async () => {
    if (fails) throw new Error('lost')
    return 'first'
  })
  const read = async (): Promise<Reading> => ({ images: [], mark: 'first' })
  await kept.get('a', read)
  await expect(kept.get('a', read)).rejects.toThrow('lost')
  fails = false
  expect(await kept.get('a', read)).toEqual([])
})

describe('where the mark is known at once', () => {
  const aReading = async (): Promise<Reading> => ({ images: [], mark: null })

  test('what has been read is given again as long as the mark stays', async () => {
    let mark = 1
    const kept = keepWatchedImages(() => mark)
    const first = await kept.get('a', aReading)
    expect(await kept.get('a', aReading)).toBe(first)
    mark = 2
    expect(await kept.get('a', aReading)).not.toBe(first)
  })

  test('what changes while it is being read is read again', async () => {
    let mark = 1
    const kept = keepWatchedImages(() => mark)
    const first = await kept.get('a', async () => {
      mark = 2
      return aReading()
    })
    expect(await kept.get('a', aReading)).not.toBe(first)
  })

  test('nothing is kept while it cannot be told', async () => {
    const kept = keepWatchedImages(() => null)
    const first = await kept.get('a', aReading)
    expect(await kept.get('a', aReading)).not.toBe(first)
  })
})

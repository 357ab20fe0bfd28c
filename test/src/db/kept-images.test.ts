import { describe, expect, test } from 'vitest'
import { keepImages, keepWatchedImages, type Mark, type Reading } from '../../../src/db/kept-images.ts'
import type { ImageRecord } from '../../../src/db/records.ts'

/** A database of which only the mark is known, and how often something was asked. */
function aDatabase(imagesOf: (question: string) => readonly string[] = () => ['1']) {
  const asked = { marks: 0, readings: 0 }
  const state = { mark: 'first' as string | null }
  const kept = keepImages(async () => {
    asked.marks++
    return state.mark
  })
  const whole = async (question: string) => {
    asked.readings++
    return readingOf(imagesOf(question), state.mark)
  }
  const some = async (ids: readonly string[]) => readingOf(ids, state.mark)
  return { asked, state, ask: (key: string) => kept.get(key, () => ({ whole: () => whole(key), some })) }
}

function readingOf(ids: readonly string[], mark: Mark): Reading {
  return { images: ids.map(id => ({ id }) as ImageRecord), mark }
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
  const { asked, ask } = aDatabase(question => Array.from({ length: 900 }, (_, n) => question + n))
  for (const question of ['a', 'b', 'c', 'a']) await ask(question)
  expect(asked.readings).toBe(4)
})

test('who is told that the mark cannot be read may ask again', async () => {
  let fails = true
  const kept = keepImages(async () => {
    if (fails) throw new Error('lost')
    return 'first'
  })
  const read = async () => readingOf(['1'], 'first')
  const question = () => ({ whole: read, some: read })
  await kept.get('a', question)
  await expect(kept.get('a', question)).rejects.toThrow('lost')
  fails = false
  expect(await kept.get('a', question)).toEqual([{ id: '1' }])
})

describe('of pages that share images', () => {
  /** Pages are named by their images. All that is read is written down; `meanwhile` happens between two readings. */
  function pages(meanwhile = (_state: { mark: Mark }) => {}) {
    const state: { mark: Mark } = { mark: 'first' }
    const read: string[] = []
    const kept = keepImages(async () => state.mark)
    const reading = (what: string, ids: string) => {
      read.push(what + ids)
      const found = readingOf([...ids], state.mark)
      meanwhile(state)
      return found
    }
    const ask = async (key: string) => {
      const images = await kept.get(key, () => ({
        whole: async () => reading('whole ', key),
        ids: async () => ({ ids: [...key], mark: reading('ids ', key).mark }),
        some: async ids => reading('some ', [...ids].reverse().join('')),
      }))
      return images.map(({ id }) => id).join('')
    }
    return { state, read, ask }
  }

  test('only those that nobody has seen are read, once the database is at rest', async () => {
    const { read, ask } = pages()
    for (const page of ['abc', 'cd', 'adeb', 'ba']) expect(await ask(page)).toBe(page)
    expect(read).toEqual(['whole abc', 'whole cd', 'ids adeb', 'some e', 'ids ba'])
  })

  test('all are read again when something has changed', async () => {
    const { state, read, ask } = pages()
    for (const page of ['ab', 'bc']) await ask(page)
    state.mark = 'second'
    expect(await ask('ca')).toBe('ca')
    expect(read.slice(2)).toEqual(['ids ca', 'some ac'])
  })

  test('they are read whole when something changes between two readings', async () => {
    let changes = false
    const { read, ask } = pages(state => {
      if (changes) state.mark = `after ${state.mark}`
    })
    for (const page of ['ab', 'bc']) await ask(page)
    changes = true
    expect(await ask('cd')).toBe('cd')
    expect(read.slice(2)).toEqual(['ids cd', 'some d', 'whole cd'])
  })

  test('a database that changes all the time is asked once for each', async () => {
    const { read, ask } = pages(state => {
      state.mark = `after ${state.mark}`
    })
    for (const page of ['a', 'ab', 'ba']) await ask(page)
    expect(read).toEqual(['whole a', 'whole ab', 'whole ba'])
  })

  test('the same images come in the order of each page', async () => {
    const { ask } = pages()
    for (const page of ['abc', 'abc', 'cba', 'bca']) expect(await ask(page)).toBe(page)
  })
})

test('what is empty, of which the state cannot be told, outdates nothing', async () => {
  const { asked, state, ask } = aDatabase()
  const first = await ask('a')
  state.mark = null
  await ask('b')
  state.mark = 'first'
  expect(await ask('a')).toBe(first)
  expect(asked.readings).toBe(2)
})

describe('where the mark is known at once', () => {
  const read = async () => readingOf(['1'], null)
  const question = () => ({ whole: read, some: read })

  test('what has been read is given again as long as the mark stays', async () => {
    let mark = 1
    const kept = keepWatchedImages(() => mark)
    const first = await kept.get('a', question)
    expect(await kept.get('a', question)).toBe(first)
    mark = 2
    expect(await kept.get('a', question)).not.toBe(first)
  })

  test('what changes while it is being read is read again', async () => {
    let mark = 1
    const kept = keepWatchedImages(() => mark)
    const changing = async () => {
      mark = 2
      return read()
    }
    const first = await kept.get('a', () => ({ whole: changing, some: read }))
    expect(await kept.get('a', question)).not.toBe(first)
  })

  test('nothing is kept while it cannot be told', async () => {
    const kept = keepWatchedImages(() => null)
    const first = await kept.get('a', question)
    expect(await kept.get('a', question)).not.toBe(first)
  })
})

import type { FileHandle } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { HeldFile } from '../../../src/cache/held-file.ts'

function file() {
  let closed = 0
  const close = async () => {
    closed++
    throw new Error('EIO: i/o error, close')
  }
  return { held: new HeldFile({ close } as unknown as FileHandle), closed: () => closed }
}

test('the file is closed, once, when the last lets go', async () => {
  const { held, closed } = file()
  const [one, two] = [held.hold(), held.hold()]
  await one?.release()
  await one?.release()
  expect(closed()).toBe(0)
  await two?.release()
  expect([closed(), held.hold()]).toEqual([1, undefined])
})

test('a file that cannot be closed spoils nothing for who has read it', async () => {
  await expect(file().held.hold()?.release()).resolves.toBeUndefined()
})

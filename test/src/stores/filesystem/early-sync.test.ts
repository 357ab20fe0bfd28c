import type { FileHandle } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createEarlySync } from '../../../../src/stores/filesystem/early-sync.ts'

/** A disk that is done when the test says so. */
function slowDisk() {
  const waiting: PromiseWithResolvers<void>[] = []
  const handle = {
    datasync() {
      const sync = Promise.withResolvers<void>()
      waiting.push(sync)
      return sync.promise
    },
  }
  // Nothing else of a file is used.
  return { handle: handle as FileHandle, waiting }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

test('the disk begins after each step, not more often', async () => {
  const { handle, waiting } = slowDisk()
  const { wrote, settle } = createEarlySync(100).follow(handle)
  for (const bytes of [50, 99, 100, 150]) wrote(bytes)
  await turn()
  expect(waiting).toHaveLength(1)
  waiting[0]?.resolve()
  await settle()
  for (const bytes of [199, 200, 250]) wrote(bytes)
  await turn()
  expect(waiting).toHaveLength(2)
})

test('several files take turns', async () => {
  const { handle, waiting } = slowDisk()
  const shared = createEarlySync(100)
  const [first, second] = [shared.follow(handle), shared.follow(handle)]
  first.wrote(100)
  second.wrote(100)
  await turn()
  expect(waiting).toHaveLength(1)
  waiting[0]?.resolve()
  await first.settle()
  second.wrote(101)
  await turn()
  expect(waiting).toHaveLength(2)
})

test('a disk that fails meanwhile fails the file at its end', async () => {
  const { handle, waiting } = slowDisk()
  const { wrote, settle } = createEarlySync(100).follow(handle)
  wrote(100)
  await turn()
  waiting[0]?.reject(new Error('EIO'))
  await turn()
  await expect(settle()).rejects.toThrow('EIO')
})

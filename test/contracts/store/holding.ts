import { readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'vitest'
import { addTo, readImage, type StoreCase, signal } from './subject.ts'

const mebibyte = 1024 * 1024

/** What a store holds on to while it works: memory, descriptors, connections. */
export const holdingCases: readonly StoreCase[] = [
  {
    title: 'keeps its memory flat while a large image comes in',
    async check({ driver, inMemory, store }) {
      if (!driver.add || inMemory) return
      const memory = watchMemory()
      await addTo(store, 'image', memory.watch(largeImage(128)))
      expect(memory.most()).toBeLessThan(32 * mebibyte)
    },
  },
  {
    title: 'keeps its memory flat while a large image goes out',
    async check({ store, put }) {
      const location = await put('image', Buffer.alloc(64 * mebibyte, 'x'))
      const memory = watchMemory()
      const bytes = memory.watch(await store.read(location, { start: 0 }, { signal }))
      for await (const _ of bytes);
      expect(memory.most()).toBeLessThan(16 * mebibyte)
    },
  },
  {
    title: 'waits for a slow reader instead of reading ahead',
    async check({ store, put }) {
      const location = await put('image', Buffer.alloc(64 * mebibyte, 'x'))
      const memory = watchMemory()
      for await (const _ of await store.read(location, { start: 0 }, { signal })) {
        await setTimeout(100)
        memory.look()
        break
      }
      expect(memory.most()).toBeLessThan(16 * mebibyte)
    },
  },
  {
    title: 'survives a reader that stops early, and holds nothing for it',
    async check({ store, put }) {
      const image = Buffer.alloc(4 * mebibyte, 'x')
      const location = await put('image', image)
      await stopEarly()
      const before = await openDescriptors()
      for (let reader = 0; reader < 10; reader++) await stopEarly()
      await expect.poll(openDescriptors, { timeout: 10_000 }).toBeLessThanOrEqual(before)
      expect(image.equals(await readImage(store, location))).toBe(true)

      async function stopEarly() {
        for await (const _ of await store.read(location, { start: 0 }, { signal })) break
      }
    },
  },
]

async function* largeImage(mebibytes: number) {
  for (let n = 0; n < mebibytes; n++) yield Buffer.alloc(mebibyte, n)
}

/** Bytes of live buffers beyond those at the start, seen after collecting garbage. */
function watchMemory() {
  collectGarbage()
  const start = process.memoryUsage().arrayBuffers
  let most = 0
  const look = () => {
    collectGarbage()
    most = Math.max(most, process.memoryUsage().arrayBuffers - start)
  }
  async function* watch(bytes: AsyncIterable<Uint8Array>) {
    let passed = 0
    for await (const chunk of bytes) {
      if (Math.floor(passed / (16 * mebibyte)) < Math.floor((passed + chunk.length) / (16 * mebibyte))) look()
      passed += chunk.length
      yield chunk
    }
  }
  return { watch, look, most: () => most }
}

setFlagsFromString('--expose-gc')
const gc: () => void = runInNewContext('gc')

/** Twice, because buffers that the first one found dead are counted until the next. */
function collectGarbage(): void {
  gc()
  gc()
}

/** How many descriptors of files and connections are open; those that threads wait with come and go. */
async function openDescriptors(): Promise<number> {
  const folder = '/proc/self/fd'
  const names = await readdir(folder).catch(() => undefined)
  if (!names) return process.getActiveResourcesInfo().length
  const targets = await Promise.all(names.map(name => readlink(join(folder, name)).catch(() => '')))
  return targets.filter(target => !/^(anon_inode|pipe):/.test(target)).length
}

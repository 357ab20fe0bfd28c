import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { type Hashing, openHashing, type Sums } from '../../../src/stores/digests.ts'

let hashing: Hashing

afterEach(() => hashing.close())

const onLinux = test.runIf(process.platform === 'linux')

onLinux('digests give way to requests where processors are scarce', async () => {
  const before = niceThreads()
  hashing = openHashing({ slotBytes: 1000, idleMilliseconds: 3_600_000 })
  await digestSome()
  expect(niceThreads() - before).toBe(2)
})

onLinux('threads that have nothing to do end, and others come when there is something again', async () => {
  const before = niceThreads()
  hashing = openHashing({ slotBytes: 1000, idleMilliseconds: 1 })
  const sums = await digestSome()
  await vi.waitUntil(() => niceThreads() <= before, { timeout: 30_000 })
  expect(await digestSome()).toEqual(sums)
})

async function digestSome(): Promise<Sums> {
  const digests = hashing.startDigests(['md5', 'sha512'])
  await digests.update(Buffer.alloc(10_000))
  return digests.finish()
}

/** Threads with a lower priority than the main one. */
function niceThreads(): number {
  const own = niceness('self') ?? 0
  return readdirSync('/proc/self/task').filter(thread => (niceness(`self/task/${thread}`) ?? own) > own)
    .length
}

/** proc(5): the 19th field; the second one, the name, is in parentheses and may hold anything. Undefined where it has just ended. */
function niceness(task: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${task}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
  } catch {
    return undefined
  }
}

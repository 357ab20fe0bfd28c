import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { type Hashing, openHashing } from '../../../src/stores/digests.ts'

let hashing: Hashing

afterEach(() => hashing.close())

test.runIf(process.platform === 'linux')(
  'digests give way to requests where processors are scarce',
  async () => {
    const before = niceThreads()
    hashing = openHashing({ slotBytes: 1000 })
    const digests = hashing.startDigests(['md5', 'sha512'])
    await digests.update(Buffer.alloc(10_000))
    await digests.finish()
    expect(niceThreads() - before).toBe(2)
  },
)

/** Threads with a lower priority than the main one. */
function niceThreads(): number {
  return readdirSync('/proc/self/task').filter(thread => niceness(`self/task/${thread}`) > niceness('self'))
    .length
}

/** proc(5): the 19th field; the second one, the name, is in parentheses and may hold anything. */
function niceness(task: string): number {
  const stat = readFileSync(`/proc/${task}/stat`, 'latin1')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { isAtWork, thisWorker } from '../../../src/images/upload-worker.ts'

let parent: ChildProcess | undefined
afterEach(() => parent?.kill('SIGKILL'))

test('this process runs', async () => {
  expect(await isAtWork(await thisWorker())).toBe(true)
})

test('a later process with the same number is another one', async () => {
  expect(await isAtWork(`${hostname()}:${process.pid}:1`)).toBe(false)
})

test("nothing is said about another host's process", async () => {
  expect(await isAtWork(`another-${hostname()}:${process.pid}:1`)).toBeUndefined()
})

test.runIf(process.platform === 'linux')(
  'a process that has ended does not run though its parent never asks for it',
  async () => {
    // The child ends once its parent is no shell any more, which would ask for it. A shell gives what runs in the background
    // /dev/null for 0, whatever is written after it; hence 3.
    parent = spawn('/bin/sh', ['-c', 'exec 3<&0; head -c1 <&3 >/dev/null & echo $!; exec sleep 300'])
    const [printed] = await once(parent.stdout as NodeJS.ReadableStream, 'data')
    const pid = Number(printed)
    const program = () => readFile(`/proc/${parent?.pid}/comm`, 'utf8')
    await expect.poll(program, { timeout: 25_000 }).toBe('sleep\n')
    parent.stdin?.end()
    const fields = () => readFile(`/proc/${pid}/stat`, 'utf8').then(stat => stat.split(' '))
    await expect.poll(async () => (await fields())[2], { timeout: 25_000 }).toBe('Z')
    const start = (await fields())[21]

    expect(await isAtWork(`${hostname()}:${pid}:${start}`)).toBe(false)
  },
)

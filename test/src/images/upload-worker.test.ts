import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { isRunning, thisProcess } from '../../../src/images/upload-worker.ts'

let parent: ChildProcess | undefined
afterEach(() => parent?.kill('SIGKILL'))

test('this process runs', async () => {
  expect(await isRunning(await thisProcess())).toBe(true)
})

test('a later process with the same number is another one', async () => {
  expect(await isRunning(`${hostname()}:${process.pid}:1`)).toBe(false)
})

test("nothing is said about another host's process", async () => {
  expect(await isRunning(`another-${hostname()}:${process.pid}:1`)).toBeUndefined()
})

test.runIf(process.platform === 'linux')(
  'a process that has ended does not run though its parent never asks for it',
  async () => {
    parent = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'])
    const [printed] = await once(parent.stdout as NodeJS.ReadableStream, 'data')
    const pid = Number(printed)
    const fields = () => readFile(`/proc/${pid}/stat`, 'utf8').then(stat => stat.split(' '))
    await expect.poll(async () => (await fields())[2]).toBe('Z')
    const start = (await fields())[21]

    expect(await isRunning(`${hostname()}:${pid}:${start}`)).toBe(false)
  },
)

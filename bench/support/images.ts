import { spawn } from 'node:child_process'
import { createCipheriv } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { pipeline } from 'node:stream/promises'
import { fileOf } from '../../test/support/images.ts'

export const GiB = 1 << 30

/** A file of `size` bytes that nothing can compress. */
export async function writeRandomFile(path: string, size: number): Promise<void> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16))
  const zeros = Buffer.alloc(1 << 20)
  async function* noise() {
    for (let left = size; left > 0; left -= zeros.length)
      yield cipher.update(zeros.subarray(0, Math.min(left, zeros.length)))
  }
  await pipeline(noise, createWriteStream(path))
}

/** Reads a file through once, so that the next reader finds it in memory. */
export async function warm(path: string): Promise<void> {
  const file = await open(path)
  const buffer = Buffer.alloc(4 << 20)
  while ((await file.read(buffer)).bytesRead > 0);
  await file.close()
}

/** curl with a PUT of the file; fails on any status but 204. */
export function upload(url: string, id: string, file: string): Promise<number> {
  return timed('curl', [
    '-sf',
    '-T',
    file,
    '-H',
    'Content-Type: application/octet-stream',
    '-H',
    'Expect:',
    fileOf(url, id),
  ])
}

export function download(url: string): Promise<number> {
  return timed('curl', ['-sf', '-o', '/dev/null', url])
}

/** Seconds that a program takes; it must end with 0. */
export function timed(command: string, args: readonly string[]): Promise<number> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    spawn(command, args, { stdio: 'ignore' })
      .on('error', reject)
      .on('close', code => {
        if (code === 0) resolve((performance.now() - began) / 1000)
        else reject(new Error(`${command} ${args.join(' ')} ended with ${code}`))
      })
  })
}

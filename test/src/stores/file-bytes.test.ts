import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFileBytes } from '../../../src/stores/file-bytes.ts'

const call = { signal: new AbortController().signal, chunkBytes: 10_000 }
const image = randomBytes(123_456)

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glasspaste-file-bytes-'))
  path = join(folder, 'image')
  await writeFile(path, image)
})

afterEach(() => rm(folder, { recursive: true }))

test('whoever keeps chunks finds them unchanged', async () => {
  const chunks: Uint8Array[] = []
  for await (const chunk of await openFileBytes(path, { start: 5 }, call)) chunks.push(chunk)
  expect(image.subarray(5).equals(Buffer.concat(chunks))).toBe(true)
})

test('whoever recycles chunks gets the same bytes, in the same memory again and again', async () => {
  const bytes = await openFileBytes(path, { start: 5 }, call)
  const memory = new Set<ArrayBufferLike>()
  const copies: Uint8Array[] = []
  for await (const chunk of bytes) {
    memory.add(chunk.buffer)
    copies.push(Uint8Array.from(chunk))
    bytes.recycle?.(chunk)
  }
  expect(image.subarray(5).equals(Buffer.concat(copies))).toBe(true)
  expect(memory.size).toBeLessThanOrEqual(3)
})

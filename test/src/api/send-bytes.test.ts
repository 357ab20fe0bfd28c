import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGzip, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sendBytes } from '../../../src/api/send-bytes.ts'
import type { Bytes, FileBytes } from '../../../src/stores/driver.ts'
import { openFileBytes } from '../../../src/stores/file-bytes.ts'
import { loadSendfile } from '../../../src/stores/sendfile.ts'

const { signal } = new AbortController()
const image = randomBytes(9 * 1024 * 1024 + 5)
const kernel = await loadSendfile()

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glasspaste-send-'))
  path = join(folder, 'image')
  await writeFile(path, image)
})

afterEach(() => rm(folder, { recursive: true }))

const ways = [
  { way: 'a file, read and written', sendfile: undefined, open: () => openFileBytes(path, { start: 0 }, { signal }) },
  { way: 'a file, by the kernel', sendfile: kernel, open: () => openFileBytes(path, { start: 0 }, { signal }) },
  { way: 'bytes from elsewhere', sendfile: kernel, open: async () => fromElsewhere() },
]

describe.each(ways)('sending $way', ({ sendfile, open }) => {
  test('gives the client every byte', async () => {
    const site = await serve(async res => {
      res.writeHead(200, { 'Content-Length': image.length })
      await sendBytes(res, await open(), { signal, sendfile })
    })
    expect(hashOf(await download(site.url))).toBe(hashOf(image))
    await site.close()
  })
})

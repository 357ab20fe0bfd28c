import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { childrenOf, kill } from '../support/children.ts'
import { type Glance, startGlance } from '../support/glance-api.ts'
import { createImage, fileOf, putData } from '../support/images.ts'

const id = '0c0ffee0-1d4b-4a52-8f6e-52b5d2ed6a11'
let glance: Glance

beforeAll(async () => {
  glance = await startGlance()
})
afterAll(() => glance?.stop())

test('a service killed in the middle of an upload is clean again after a restart', async () => {
  await createImage(glance.url, { id })
  beginUpload()
  await expect.poll(shown).toMatchObject({ status: 'saving' })
  await expect.poll(() => filesIn('images')).not.toEqual([])

  await killEverything()
  await glance.restart()

  const queued = { status: 'queued', size: null, checksum: null }
  await expect.poll(shown).toMatchObject(queued)
  await expect.poll(() => filesIn('images')).toEqual([])
  await expect.poll(() => filesIn('cache/incomplete')).toEqual([])
  expect(await putData(glance.url, id, 'whole at last')).toBe(204)
  expect(await (await fetch(fileOf(glance.url, id))).text()).toBe('whole at last')
})

/** Sends 8 MiB of an endless body and keeps the connection open. */
function beginUpload(): void {
  const upload = request(`${glance.url}/v2/images/${id}/file`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/octet-stream', 'Transfer-Encoding': 'chunked' },
  })
  upload.on('error', () => {})
  for (let i = 0; i < 8; i++) upload.write(Buffer.alloc(1 << 20, i))
}

async function killEverything(): Promise<void> {
  const { child } = glance.program
  for (const pid of [child.pid ?? 0, ...(await childrenOf(glance.program))]) kill(pid)
  await glance.program.stop('SIGKILL')
}

async function shown(): Promise<unknown> {
  return (await fetch(`${glance.url}/v2/images/${id}`)).json()
}

async function filesIn(folder: string): Promise<string[]> {
  return readdir(join(glance.folder, folder)).catch(() => [])
}

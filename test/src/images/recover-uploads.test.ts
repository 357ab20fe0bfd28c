import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../src/db/open.ts'
import { createImage, recoverUploads, showImage, stageImage, uploadImage } from '../../../src/images/index.ts'
import { recoverTasks } from '../../../src/images/recover-tasks.ts'
import { noWorker, thisWorker, uploadWorker } from '../../../src/images/upload-worker.ts'
import type { ImageService } from '../../../src/service.ts'
import { bytesOf, openService, owner, rawImage, signal, type TestService } from './service.ts'

/** An image that looks as if that process were uploading it. */
async function leaveSaving(service: TestService, marker: string | undefined): Promise<string> {
  const { id } = await createImage(service, owner, rawImage())
  await service.db.images.update(id, { status: 'saving' })
  if (marker) await service.db.images.setProperty(id, uploadWorker, marker)
  return id
}

async function recover(service: ImageService): Promise<void> {
  recoverUploads(service)
  await service.jobs.settled()
}

test('uploads whose process is gone are queued again', async () => {
  const service = await openService()
  const { pid } = spawnSync(process.execPath, ['--version'])
  const markers = [`${hostname()}:${pid}:1`, `${hostname()}:${process.pid}:1`, 'elsewhere:1:1', undefined]
  const ids = await Promise.all(markers.map(marker => leaveSaving(service, marker)))
  await recover(service)
  for (const id of ids) {
    const image = await showImage(service, owner, id)
    expect([image.status, image.size, [...image.properties]]).toEqual(['queued', null, []])
  }
})

test('data that was complete when its process died, before it was recorded, makes room for the next upload', async () => {
  const service = await openService()
  const id = await leaveSaving(service, `${hostname()}:${process.pid}:1`)
  await service.stores.default.add(id, bytesOf('lost'), { signal, hashingAlgorithm: 'sha256' })
  await recover(service)
  await uploadImage(service, owner, id, bytesOf('new'), { signal })
  expect(await showImage(service, owner, id)).toMatchObject({ status: 'active', size: 3 })
})

test('an upload to the staging area whose process is gone leaves nothing', async () => {
  const service = await openService()
  const { id } = await createImage(service, owner, rawImage())
  const staged = await createImage(service, owner, rawImage())
  await stageImage(service, owner, staged.id, bytesOf('abc'), { signal })
  await service.db.images.update(id, { status: 'uploading' })
  await service.db.images.setProperty(id, uploadWorker, `${hostname()}:${process.pid}:1`)
  await writeFile(path.join(service.folder, 'staging', `${id}.part`), 'ab')
  await recover(service)
  expect((await showImage(service, owner, id)).status).toBe('queued')
  expect((await showImage(service, owner, staged.id)).status).toBe('uploading')
  expect(await readdir(path.join(service.folder, 'staging'))).toEqual([staged.id])
})

test('a task whose process is gone has failed, and leaves the image to the next', async () => {
  const service = await openService()
  const { id } = await createImage(service, owner, rawImage())
  await service.db.tasks.insert({ id: 't', type: 'location_import', status: 'processing', owner: 'p1' })
  await service.db.images.setProperty(id, 'os_glance_import_task', 't')
  await service.db.images.setProperty(id, uploadWorker, `${hostname()}:${process.pid}:1`)
  await service.db.images.update(id, { status: 'importing' })
  await recover(service)
  expect(await showImage(service, owner, id)).toMatchObject({ status: 'queued', properties: new Map() })
  expect(await service.db.tasks.find('t', { isAdmin: true, projectId: null })).toMatchObject({
    status: 'failure',
    expires_at: expect.any(String),
  })
})

test('in a database that other machines may share, what they do is left alone', async () => {
  const service = await openService()
  const shared = { ...service, db: { ...service.db, local: false } }
  const [elsewhere, unknown] = [
    await leaveSaving(service, 'elsewhere:1:1'),
    await leaveSaving(service, undefined),
  ]
  await recover(shared)
  expect((await showImage(service, owner, elsewhere)).status).toBe('saving')
  expect((await showImage(service, owner, unknown)).status).toBe('saving')
})

test('an upload under way goes on', async () => {
  const service = await openService()
  const { id } = await createImage(service, owner, rawImage())
  async function* data() {
    yield Buffer.from('abc')
    await recover(service)
    yield* bytesOf('def')
  }
  await uploadImage(service, owner, id, data(), { signal })
  expect(await showImage(service, owner, id)).toMatchObject({ status: 'active', size: 6 })
})

/** An image that serves already, and still waits for its hash, in the hands of that process. */
async function leaveHashing(service: TestService, marker: string): Promise<string> {
  const { id } = await createImage(service, owner, rawImage())
  const { location: url = '' } =
    (await service.stores
      .find('memory')
      ?.add('elsewhere', bytesOf('some data'), { signal, hashingAlgorithm: 'sha256' })) ?? {}
  const input = { image_id: id, loc_url: url, validation_data: {} }
  await service.db.tasks.insert({
    id: 't',
    type: 'location_import',
    status: 'processing',
    owner: 'p1',
    image_id: id,
    input,
  })
  await service.db.images.setProperty(id, 'os_glance_import_task', 't')
  await service.db.images.setProperty(id, uploadWorker, marker)
  await service.db.images.update(id, {
    status: 'active',
    size: 9,
    locations: [{ url, metadata: {}, status: 'active' }],
  })
  return id
}

const someDataHash = createHash('sha512').update('some data').digest('hex')

test('an image whose hash was not complete when its process died gets it from the next', async () => {
  const service = await openService()
  const id = await leaveHashing(service, `${hostname()}:${process.pid}:1`)
  await recover(service)
  await service.jobs.settled()
  expect(await showImage(service, owner, id)).toMatchObject({
    os_hash_algo: 'sha512',
    os_hash_value: someDataHash,
    properties: new Map(),
  })
  expect(await service.db.tasks.find('t', { isAdmin: true, projectId: null })).toMatchObject({
    status: 'success',
    result: { image_id: id },
  })
})

test.each(['deleted', 'pending_delete'] as const)(
  'a task whose process died when its image had just been deleted has failed: %s',
  async status => {
    const service = await openService()
    const id = await leaveHashing(service, `${hostname()}:${process.pid}:1`)
    await service.db.images.delete(id, { status, from: ['active'] })
    await recover(service)
    expect(await service.db.tasks.find('t', { isAdmin: true, projectId: null })).toMatchObject({
      status: 'failure',
      message: 'The image has been deleted.',
    })
  },
)

test('a hash that another process computes is taken over when that one leaves it', async () => {
  const service = await openService()
  const id = await leaveHashing(service, await thisWorker())
  await recoverTasks(service, 5)
  expect((await showImage(service, owner, id)).os_hash_value).toBeNull()
  await service.db.images.setProperty(id, uploadWorker, noWorker())
  const hash = async () => (await showImage(service, owner, id)).os_hash_value
  await expect.poll(hash).toBe(someDataHash)
})

test('a location that was accepted, and not looked at when the process died, is free for the next', async () => {
  const service = await openService()
  const { id } = await createImage(service, owner, rawImage())
  await service.db.tasks.insert({
    id: 't',
    type: 'location_import',
    status: 'pending',
    owner: 'p1',
    image_id: id,
  })
  await service.db.images.setProperty(id, 'os_glance_import_task', 't')
  await service.db.images.setProperty(id, uploadWorker, `${hostname()}:${process.pid}:1`)
  await recover(service)
  expect(await showImage(service, owner, id)).toMatchObject({ status: 'queued', properties: new Map() })
  expect(await service.db.tasks.find('t', { isAdmin: true, projectId: null })).toMatchObject({
    status: 'failure',
  })
})

describe('where the service closes meanwhile', () => {
  /** The service closes as soon as uploads are looked for, which then ends as `found` does. */
  async function closeWhileRecovering(found: (ids: readonly string[]) => Promise<readonly string[]>) {
    const service = await openService()
    const id = await leaveSaving(service, `${hostname()}:${process.pid}:1`)
    const lines: string[] = []
    const log = pino({}, { write: (line: string) => void lines.push(line) })
    let closed: Promise<void> | undefined
    const inStatus = async () => {
      closed = service.jobs.close()
      return found([id])
    }
    const images = { ...service.db.images, inStatus }
    recoverUploads({ ...service, log, db: { ...service.db, images } })
    await service.jobs.settled()
    await closed
    return { lines, status: (await showImage(service, owner, id)).status }
  }

  test('what is left to do is left to the next start, without a word', async () => {
    expect(await closeWhileRecovering(async ids => ids)).toEqual({ lines: [], status: 'saving' })
  })

  test('a database that is closed already is no failure', async () => {
    const { lines } = await closeWhileRecovering(async () => {
      throw new Error('the database is closed')
    })
    expect(lines).toEqual([])
  })
})

test('of a database without a schema nothing is told here: that is told as it is', async () => {
  const service = await openService()
  const bare = await openDatabase({ connection: 'sqlite://' })
  onTestFinished(() => bare.close())
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  await recover({ ...service, log, db: bare })
  expect(lines).toEqual([])
})

test('a failure is told in one line', async () => {
  const service = await openService()
  const lines: string[] = []
  const log = pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(line) })
  const inStatus = () => Promise.reject(new Error('no such table: images'))
  await recover({ ...service, log, db: { ...service.db, images: { ...service.db.images, inStatus } } })
  const msg = 'cleaning up after interrupted uploads failed: no such table: images'
  expect(lines).toEqual([`${JSON.stringify({ level: 50, msg })}\n`])
})

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { formatTimestamp } from '../../../src/db/clock.ts'
import {
  addLocation,
  createImage,
  deleteImage,
  listLocations,
  showImage,
  uploadImage,
} from '../../../src/images/index.ts'
import { noWorker, uploadWorker } from '../../../src/images/upload-worker.ts'
import { startImageTask } from '../../../src/tasks/start-image-task.ts'
import { startWebServer } from '../../support/web-server.ts'
import { caller } from '../policy/caller.ts'
import { bytesOf, openService, owner, rawImage, signal } from './service.ts'

const otherService = caller({ roles: ['service'], projectId: 'p1', isAdmin: true })
const sha256 = createHash('sha256').update('some data').digest('hex')

async function openQueued(conf = '', draft = {}) {
  const service = await openService({ conf })
  const { id } = await createImage(service, owner, rawImage(draft))
  const receipt = await service.stores
    .find('memory')
    ?.add('elsewhere', bytesOf('some data'), { signal, hashingAlgorithm: 'sha256' })
  const url = receipt?.location ?? ''
  const add = async (validationData?: { os_hash_algo: string; os_hash_value: string }) => {
    await addLocation(service, otherService, id, { url, validationData })
    await service.jobs.settled()
    return showImage(service, owner, id)
  }
  return { service, id, url, add }
}

describe('data that lies elsewhere', () => {
  test('becomes the image at once, and is hashed afterwards', async () => {
    const { service, id, url, add } = await openQueued()
    expect(await add()).toMatchObject({
      status: 'active',
      size: 9,
      locations: [{ url }],
      os_hash_algo: 'sha512',
      os_hash_value: createHash('sha512').update('some data').digest('hex'),
      checksum: createHash('md5').update('some data').digest('hex'),
    })
    expect(await listLocations(service, otherService, id)).toEqual([{ url, metadata: {} }])
  })

  test('is compared with the hash that came with it', async () => {
    const { add } = await openQueued()
    expect(await add({ os_hash_algo: 'sha256', os_hash_value: sha256 })).toMatchObject({
      status: 'active',
      os_hash_algo: 'sha256',
      os_hash_value: sha256,
    })
  })

  test('is not taken when it has another hash', async () => {
    const { add } = await openQueued()
    const image = await add({ os_hash_algo: 'sha256', os_hash_value: '0'.repeat(64) })
    expect(image).toMatchObject({ status: 'queued', size: null, os_hash_value: null, locations: [] })
    expect([...image.properties]).toEqual([])
  })

  test('is believed to have the hash that came with it where nobody asks for more', async () => {
    const { add } = await openQueued('do_secure_hash = False')
    expect(await add({ os_hash_algo: 'sha256', os_hash_value: '0'.repeat(64) })).toMatchObject({
      status: 'active',
      os_hash_value: '0'.repeat(64),
      checksum: null,
    })
  })

  test('counts against the storage quota, also where others are recorded at the same time', async () => {
    const { service, id, url } = await openQueued('user_storage_quota = 20')
    const others = await Promise.all([1, 2].map(() => createImage(service, owner, rawImage())))
    const ids = [id, ...others.map(other => other.id)]
    await Promise.all(ids.map(each => addLocation(service, otherService, each, { url })))
    await service.jobs.settled()
    const images = await Promise.all(ids.map(each => showImage(service, owner, each)))
    expect(images.map(({ status }) => status).toSorted()).toEqual(['active', 'active', 'queued'])
    const refused = images.find(({ status }) => status === 'queued')?.id ?? ''
    expect(await service.db.tasks.ofImage(refused, { isAdmin: true, projectId: null })).toMatchObject([
      { status: 'failure', message: expect.stringContaining('Image exceeds the storage quota') },
    ])
  })

  test('is not taken for an image whose formats are unknown', async () => {
    const { add } = await openQueued('', { disk_format: null })
    expect(await add()).toMatchObject({ status: 'queued', locations: [] })
  })
})

test('an image that waits for its hash while the service closes is left for the next to go on with', async () => {
  const { service, id, url } = await openQueued()
  await addLocation(service, otherService, id, { url })
  await service.jobs.close()
  const { status, os_hash_value, properties } = await showImage(service, owner, id)
  expect([status, os_hash_value, properties.get('os_glance_upload_worker')]).toEqual([
    'active',
    null,
    noWorker(),
  ])
  expect(await service.db.tasks.ofImage(id, { isAdmin: true, projectId: null })).toMatchObject([
    { status: 'processing' },
  ])
})

test('a web server that does not answer keeps no service from closing', async () => {
  const silent = await startWebServer()
  onTestFinished(silent.stop)
  const { service, id } = await openQueued(
    '[glance_store]\nstores = file,http\n[import_filtering_opts]\nallowed_hosts = [127.0.0.1]\nallowed_ports = []',
  )
  await addLocation(service, otherService, id, { url: `${silent.url}/image` })
  await once(silent.server, 'request')
  await service.jobs.close()
  expect(await showImage(service, owner, id)).toMatchObject({ status: 'queued', locations: [] })
})

describe('the task that a location becomes', () => {
  async function openWithTasks(conf = '', draft = {}) {
    const opened = await openQueued(conf, draft)
    const { service, id } = opened
    return { ...opened, tasks: () => service.db.tasks.ofImage(id, { isAdmin: true, projectId: null }) }
  }

  test('is told of as long as it is kept', async () => {
    const { add, tasks, id, url } = await openWithTasks('[task]\ntask_time_to_live = 1')
    const validation_data = { os_hash_algo: 'sha256', os_hash_value: sha256 }
    const before = Date.now()
    await add(validation_data)
    const [task, ...others] = await tasks()
    expect(others).toEqual([])
    expect(task).toMatchObject({
      type: 'location_import',
      status: 'success',
      owner: 'p1',
      input: { image_id: id, loc_url: url, validation_data },
      result: { image_id: id },
      message: null,
      image_id: id,
      request_id: 'req-test',
      user_id: 'u1',
    })
    const keptUntil = Date.parse(`${task?.expires_at?.replace(' ', 'T')}Z`)
    expect(keptUntil).toBeGreaterThanOrEqual(before + 3_600_000)
    expect(keptUntil).toBeLessThanOrEqual(Date.now() + 3_600_000)
  })

  test('fails with the reason, and leaves the image to the next', async () => {
    const { add, tasks } = await openWithTasks()
    const image = await add({ os_hash_algo: 'sha256', os_hash_value: '0'.repeat(64) })
    expect([...image.properties]).toEqual([])
    expect(await tasks()).toMatchObject([
      { status: 'failure', result: null, message: expect.stringContaining('not matched with actual') },
    ])
    expect(await add()).toMatchObject({ status: 'active' })
    expect((await tasks()).map(({ status }) => status)).toEqual(['failure', 'success'])
  })

  test('fails for an image whose formats are unknown', async () => {
    const { add, tasks } = await openWithTasks('', { disk_format: null })
    await add()
    expect(await tasks()).toMatchObject([
      { status: 'failure', message: 'Property disk_format must be set prior to saving data.' },
    ])
  })

  test('has the image to itself', async () => {
    const { service, id, url, tasks } = await openWithTasks()
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => addLocation(service, otherService, id, { url })),
    )
    await service.jobs.settled()
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: {
        kind: 'Conflict',
        message: `New operation on image '${id}' is not permitted as prior operation is still in progress`,
      },
    })
    expect(await tasks()).toHaveLength(1)
  })

  test('is there as soon as the image is in its hands', async () => {
    const { service, id, url } = await openWithTasks()
    const found: unknown[] = []
    const look = async () => {
      const holder = (await service.db.images.find(id))?.properties.get('os_glance_import_task')
      if (holder) found.push(await service.db.tasks.find(holder, { isAdmin: true, projectId: null }))
    }
    const transaction: typeof service.db.transaction = async work => {
      const result = await service.db.transaction(work)
      await look()
      return result
    }
    await addLocation({ ...service, db: { ...service.db, transaction } }, otherService, id, { url })
    await service.jobs.settled()
    expect(found[0]).toMatchObject({ type: 'location_import', image_id: id })
  })

  test.each(['ends well', 'fails'])('has failed once the image is deleted, though its work %s', async end => {
    const { service, id, url, tasks } = await openWithTasks()
    const work = Promise.withResolvers<void>()
    await startImageTask(service, otherService, {
      image: await showImage(service, owner, id),
      type: 'location_import',
      input: { image_id: id, loc_url: url },
      work: () => work.promise,
    })
    await expect.poll(tasks).toMatchObject([{ status: 'processing' }])
    await deleteImage(service, owner, id)
    const failed = { status: 'failure', message: 'The image has been deleted.', result: null }
    expect(await tasks()).toMatchObject([{ ...failed, expires_at: expect.any(String) }])
    if (end === 'fails') work.reject(new Error('no such image'))
    else work.resolve()
    await service.jobs.settled()
    expect(await tasks()).toMatchObject([failed])
  })

  test('leaves an upload that was faster to its worker', async () => {
    const { service, id, url } = await openWithTasks()
    const [task, upload] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const image = await showImage(service, owner, id)
    await startImageTask(service, otherService, {
      image,
      type: 'location_import',
      input: { image_id: id, loc_url: url },
      work: () => task.promise,
    })
    async function* data() {
      yield Buffer.from('abc')
      task.reject(new Error('too late'))
      await service.jobs.settled()
      const { properties } = await showImage(service, owner, id)
      expect([...properties.keys()]).toEqual([uploadWorker])
      upload.resolve()
    }
    await uploadImage(service, owner, id, data(), { signal })
    await upload.promise
    expect([...(await showImage(service, owner, id)).properties]).toEqual([])
  })

  const longAgo = (minutes: number) => formatTimestamp((Date.now() - minutes * 60_000) * 1000)

  test.each([
    ['pending', 119],
    ['processing', 59],
    ['failure', 59],
  ])('waits for one that is %s and was heard of %i minutes ago', async (status, minutes) => {
    const { service, id, add } = await openWithTasks()
    const updated_at = longAgo(minutes)
    await service.db.tasks.insert({ id: 'other', type: 'location_import', status, owner: 'p1', updated_at })
    await service.db.images.setProperty(id, 'os_glance_import_task', 'other')
    await expect(add()).rejects.toMatchObject({ kind: 'Conflict', message: 'Image has active task' })
  })

  test.each([
    ['pending', 121, 'failure', 'Expired lock preempted'],
    ['processing', 61, 'failure', 'Expired lock preempted'],
    ['success', 61, 'success', null],
  ])(
    'takes the image from one that is %s and silent for %i minutes',
    async (status, minutes, then, message) => {
      const { service, id, add } = await openWithTasks()
      const updated_at = longAgo(minutes)
      await service.db.tasks.insert({ id: 'other', type: 'location_import', status, owner: 'p1', updated_at })
      await service.db.images.setProperty(id, 'os_glance_import_task', 'other')
      expect(await add()).toMatchObject({ status: 'active' })
      const other = await service.db.tasks.find('other', { isAdmin: true, projectId: null })
      expect(other).toMatchObject({ status: then, message })
    },
  )

  test('takes the image from one that there is no more', async () => {
    const { service, id, add } = await openWithTasks()
    await service.db.images.setProperty(id, 'os_glance_import_task', 'other')
    expect((await add()).properties.size).toBe(0)
  })
})

describe('a location is refused', () => {
  test('with a hash that cannot be one', async () => {
    const { add } = await openQueued()
    await expect(add({ os_hash_algo: 'sha256', os_hash_value: 'zz' })).rejects.toMatchObject({
      kind: 'Invalid',
    })
    await expect(add({ os_hash_algo: 'sha256', os_hash_value: 'ab' })).rejects.toMatchObject({
      kind: 'Invalid',
      message: 'os_hash_value: (ab) is not the correct size for sha256 (should be (32) bytes)',
    })
  })

  test('for an image that has data', async () => {
    const { add } = await openQueued()
    await add()
    await expect(add()).rejects.toMatchObject({
      kind: 'Conflict',
      message: "It's not allowed to add locations if image status is active.",
    })
  })

  test('from users, unless it is on the web', async () => {
    const { service, id, url } = await openQueued()
    await expect(addLocation(service, owner, id, { url })).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'http store must be enabled to use location API by normal user.',
    })
    await expect(listLocations(service, owner, id)).rejects.toMatchObject({ kind: 'Forbidden' })
  })

  test.each(['http://127.0.0.1/x', 'http://169.254.169.254/latest/meta-data'])(
    'where only the service itself can look: %s',
    async url => {
      const { service, id } = await openQueued('[glance_store]\nstores = file,http')
      await expect(addLocation(service, owner, id, { url })).rejects.toMatchObject({
        kind: 'Invalid',
        message: `URI for add location does not pass filtering: ${url}`,
      })
    },
  )

  test('in the files of the service, from anybody', async () => {
    const { service, id } = await openQueued()
    await expect(addLocation(service, otherService, id, { url: 'file:///etc/passwd' })).rejects.toMatchObject(
      {
        kind: 'Invalid',
        message: 'Invalid location',
      },
    )
  })
})

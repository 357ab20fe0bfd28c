import { createHash } from 'node:crypto'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { createImage, deleteImage, downloadImage, showImage, uploadImage } from '../../../src/images/index.ts'
import {
  admin,
  bytesOf,
  openService,
  owner,
  rawImage,
  signal,
  stranger,
  type TestService,
  textOf,
} from './service.ts'

const upload = (service: TestService, id: string, data: AsyncIterable<Uint8Array>, more = {}) =>
  uploadImage(service, owner, id, data, { signal, ...more })

describe('an upload', () => {
  test('makes the image active, with its size, checksum, hash and location', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage())
    await upload(service, id, bytesOf('hello ', 'world'))
    const image = await showImage(service, owner, id)
    expect(image).toMatchObject({
      status: 'active',
      size: 11,
      virtual_size: 11,
      checksum: createHash('md5').update('hello world').digest('hex'),
      os_hash_algo: 'sha512',
      os_hash_value: createHash('sha512').update('hello world').digest('hex'),
    })
    expect([...image.properties]).toEqual([])
    expect(image.locations).toMatchObject([
      { url: `file://${service.folder}/images/${id}`, status: 'active' },
    ])
    const { bytes } = await downloadImage(service, owner, id, { range: () => undefined, signal })
    expect(await textOf(bytes)).toBe('hello world')
  })

  test('keeps an empty image', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage())
    await upload(service, id, bytesOf())
    expect(await showImage(service, owner, id)).toMatchObject({
      status: 'active',
      size: 0,
      virtual_size: null,
    })
  })

  test('tells, while it runs, which process works on it', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage())
    let seen: string | null | undefined
    async function* data() {
      seen = (await service.db.images.find(id))?.properties.get('os_glance_upload_worker')
      yield Buffer.from('x')
    }
    await upload(service, id, data())
    expect(seen).toMatch(new RegExp(`:${process.pid}:\\d+$`))
  })

  test.each([
    ['breaks off', 'the client went away', { data: breaking('abc'), options: {} }],
    [
      'is shorter than announced',
      'Size mismatch: expected 5 bytes, got 3 bytes',
      { data: () => bytesOf('abc'), options: { size: 5 } },
    ],
    [
      'is longer than announced',
      'Size exceeds: expected 2 bytes, got 3 bytes',
      { data: () => bytesOf('abc'), options: { size: 2 } },
    ],
    [
      'is larger than the cap',
      'The incoming image is too large: The provided image is too large.',
      { data: () => bytesOf('1234567', '89012'), options: {} },
    ],
    [
      'is announced larger than the cap',
      'The incoming image is too large: The provided image is too large.',
      { data: () => bytesOf(), options: { size: 12 } },
    ],
  ])('that %s leaves a queued image and no data', async (_how, message, { data, options }) => {
    const service = await openService({ conf: 'image_size_cap = 11' })
    const { id } = await createImage(service, owner, rawImage())
    await expect(upload(service, id, data(), options)).rejects.toThrow(message)
    const image = await service.db.images.find(id)
    expect(image).toMatchObject({
      status: 'queued',
      size: null,
      virtual_size: null,
      checksum: null,
      locations: [],
    })
    expect([...(image?.properties ?? [])]).toEqual([])
    expect(await service.stored()).toEqual([])
    await upload(service, id, bytesOf('abc'))
    expect(await showImage(service, owner, id)).toMatchObject({ status: 'active', size: 3 })
  })

  test('that is aborted leaves a queued image and no data', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage())
    const leaving = new AbortController()
    async function* silent() {
      yield Buffer.from('abc')
      leaving.abort(new Error('the client went away'))
      await new Promise(() => undefined)
    }
    const uploading = uploadImage(service, owner, id, silent(), { signal: leaving.signal })
    await expect(uploading).rejects.toThrow('the client went away')
    expect(await service.db.images.find(id)).toMatchObject({ status: 'queued', size: null })
    expect(await service.stored()).toEqual([])
  })

  test('that is aborted is logged in one line, with a stack for whoever debugs', async () => {
    const service = await openService()
    const lines: { level: number; msg: string; err?: unknown }[] = []
    const log = pino({ level: 'debug' }, { write: line => void lines.push(JSON.parse(line)) })
    const { id } = await createImage(service, owner, rawImage())
    const leaving = new AbortController()
    async function* bytes() {
      yield Buffer.from('some')
      leaving.abort(new Error('the client has gone'))
      yield Buffer.from('more')
    }
    const upload = uploadImage({ ...service, log }, owner, id, bytes(), { signal: leaving.signal })
    await expect(upload).rejects.toThrow()
    const what = `no data was kept for image ${id}`
    expect(lines.map(({ level, msg, err }) => [level, msg, err !== undefined])).toEqual([
      [40, `${what}: the client has gone`, false],
      [20, what, true],
    ])
  })

  test('of an image that is deleted meanwhile is gone, with its data', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage())
    async function* data() {
      yield Buffer.from('abc')
      await deleteImage(service, owner, id)
    }
    await expect(upload(service, id, data())).rejects.toMatchObject({
      kind: 'Gone',
      message: `Image ${id} could not be found after upload. The image may have been deleted during the upload, cleaning up the chunks uploaded.`,
    })
    expect(await service.stored()).toEqual([])
  })

  test('is for one at a time, and for queued images', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage())
    const both = await Promise.allSettled([
      upload(service, id, bytesOf('one')),
      upload(service, id, bytesOf('two')),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(upload(service, id, bytesOf('again'))).rejects.toMatchObject({
      kind: 'Conflict',
      message: 'Image status transition from active to saving is not allowed',
    })
  })

  test('needs formats, rights and a store that exists', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage({ disk_format: null }))
    await expect(upload(service, id, bytesOf('x'))).rejects.toMatchObject({
      kind: 'Invalid',
      message: 'Property disk_format must be set prior to saving data.',
    })
    const shown = await createImage(service, admin, rawImage({ visibility: 'public' }))
    await expect(uploadImage(service, stranger, shown.id, bytesOf(), { signal })).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'You are not authorized to complete upload_image action.',
    })
    await expect(uploadImage(service, stranger, id, bytesOf(), { signal })).rejects.toMatchObject({
      kind: 'NotFound',
    })
  })
})

/** Lets each go on when all have come. */
function inStep(size: number): () => Promise<void> {
  let come = 0
  let all = Promise.withResolvers<void>()
  return () => {
    const { promise, resolve } = all
    come += 1
    if (come % size === 0) {
      all = Promise.withResolvers()
      resolve()
    }
    return promise
  }
}

describe('the storage quota', () => {
  test('refuses what is announced too large, and what turns out to be', async () => {
    const service = await openService({ conf: 'user_storage_quota = 10B' })
    const { id } = await createImage(service, owner, rawImage())
    const message =
      'Image exceeds the storage quota: The size of the data 11 will exceed the limit. 10 bytes remaining.'
    await expect(upload(service, id, bytesOf(), { size: 11 })).rejects.toMatchObject({
      kind: 'TooLarge',
      message,
    })
    await expect(upload(service, id, bytesOf('12345678901'))).rejects.toMatchObject({
      kind: 'TooLarge',
      message,
    })
    expect(await service.stored()).toEqual([])
  })

  test('counts what the project has stored already', async () => {
    const service = await openService({ conf: 'user_storage_quota = 10' })
    const [one, two] = [
      await createImage(service, owner, rawImage()),
      await createImage(service, owner, rawImage()),
    ]
    await upload(service, one.id, bytesOf('123456'))
    await expect(upload(service, two.id, bytesOf('12345'))).rejects.toMatchObject({ kind: 'TooLarge' })
    await upload(service, two.id, bytesOf('1234'))
  })

  test('holds when uploads end at the same time: what does not fit leaves nothing, and can be sent again', async () => {
    const service = await openService({ conf: 'user_storage_quota = 10' })
    const ids = await Promise.all(
      Array.from({ length: 4 }, () => createImage(service, owner, rawImage()).then(({ id }) => id)),
    )
    const together = inStep(ids.length)
    const storageUsed = async (project: string, without?: string) => {
      const used = await service.db.images.storageUsed(project, without)
      await together()
      return used
    }
    const db = { ...service.db, images: { ...service.db.images, storageUsed } }
    const uploads = Promise.allSettled(ids.map(id => upload({ ...service, db }, id, bytesOf('1234'))))
    const refused = (await uploads).filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(2)
    expect(refused[0]).toMatchObject({
      reason: {
        kind: 'TooLarge',
        message:
          'Image exceeds the storage quota: The size of the data 4 will exceed the limit. 2 bytes remaining.',
      },
    })
    const images = await Promise.all(ids.map(id => showImage(service, owner, id)))
    const active = images.filter(({ status }) => status === 'active').map(({ id }) => id)
    const queued = images.filter(({ status }) => status === 'queued').map(({ id }) => id)
    expect([active.length, queued.length]).toEqual([2, 2])
    expect(await service.stored()).toEqual(active.toSorted())
    await deleteImage(service, owner, active[0] ?? '')
    await upload(service, queued[0] ?? '', bytesOf('1234'))
  })

  test('that cannot be read stops the start', async () => {
    await expect(openService({ conf: 'user_storage_quota = 10 GB' })).rejects.toThrow(
      'user_storage_quota = 10 GB',
    )
  })
})

describe('data in another format than claimed', () => {
  const qcow2 = (change: (header: Buffer) => void = () => undefined) => {
    const header = Buffer.alloc(512)
    header.write('QFI\xfb', 0, 'latin1')
    header.writeUInt32BE(3, 4)
    header.writeBigUInt64BE(4096n, 24)
    change(header)
    return header
  }

  test('is refused before the image becomes active, and leaves nothing', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage({ disk_format: 'qcow2' }))
    await expect(upload(service, id, bytesOf('no qcow2'))).rejects.toMatchObject({
      kind: 'UnsupportedMediaType',
      message: 'Image disk_format qcow2 does not match stream data raw',
    })
    expect(await service.db.images.find(id)).toMatchObject({
      status: 'queued',
      checksum: null,
      os_hash_value: null,
      locations: [],
    })
    expect(await service.stored()).toEqual([])
  })

  test('is accepted without a virtual size where a match is not required', async () => {
    const service = await openService({ conf: '[image_format]\nrequire_image_format_match = False' })
    const { id } = await createImage(service, owner, rawImage({ disk_format: 'qcow2' }))
    await upload(service, id, bytesOf('no qcow2'))
    expect(await showImage(service, owner, id)).toMatchObject({ status: 'active', virtual_size: null })
  })

  test('takes the virtual size from the header where it matches', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage({ disk_format: 'qcow2' }))
    await upload(service, id, bytesOf(qcow2()))
    expect(await showImage(service, owner, id)).toMatchObject({ size: 512, virtual_size: 4096 })
  })

  test('is never accepted when it is unsafe, not even as raw', async () => {
    const service = await openService({ conf: '[image_format]\nrequire_image_format_match = False' })
    const { id } = await createImage(service, owner, rawImage())
    const backed = qcow2(header => header.writeBigUInt64BE(1n, 8))
    await expect(upload(service, id, bytesOf(backed))).rejects.toMatchObject({
      kind: 'UnsupportedMediaType',
      message: 'Image failed safety checks',
    })
  })

  test('is not looked at in containers', async () => {
    const service = await openService()
    const { id } = await createImage(
      service,
      owner,
      rawImage({ disk_format: 'qcow2', container_format: 'ova' }),
    )
    await upload(service, id, bytesOf('an archive'))
    expect(await showImage(service, owner, id)).toMatchObject({ status: 'active', virtual_size: null })
  })
})

function breaking(...chunks: readonly string[]) {
  return async function* () {
    yield* bytesOf(...chunks)
    throw new Error('the client went away')
  }
}

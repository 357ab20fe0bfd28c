import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWebServer, type WebServer } from '../../support/web-server.ts'
import { type Client, type Site, startSite } from './site.ts'
import { fieldsOf } from './tables.ts'

let web: WebServer
let site: Site
let glance: Client
let alice: Client
let file: string
beforeAll(async () => {
  site = await startSite('glance')
  glance = site.glance('admin')
  alice = site.glance('alice')
  file = join(site.service.folder, 'data.raw')
  await writeFile(file, 'some data')
  web = await startWebServer((_req, res) => res.setHeader('Content-Length', 9).end('some data'))
})
afterAll(async () => {
  await web?.stop()
  await site?.stop()
})

describe('the glance client', () => {
  test('uploads a file into the store that it names, and downloads it', async () => {
    const id = await create()
    await alice('image-upload', '--file', file, '--store', 'slow', '--progress', id)
    expect(fieldsOf(await alice('image-show', id))).toMatchObject({
      status: 'active',
      size: '9',
      stores: 'slow',
    })

    const copy = join(site.service.folder, 'copy.raw')
    await alice('image-download', '--file', copy, '--progress', id)
    expect(await readFile(copy, 'utf8')).toBe('some data')
    expect(await alice('image-download', id)).toBe('some data')
    await expect(alice('image-upload', '--file', file, id)).rejects.toThrow(
      'Image status transition from active to saving is not allowed',
    )
  })

  test('uploads what comes from a pipe', async () => {
    const id = await create()
    await site.glance('alice', { input: file })('image-upload', '--size', '9', id)
    expect(await alice('image-download', id)).toBe('some data')
  })

  test('stages data, which an image keeps until it is imported', async () => {
    const id = await create()
    await alice('image-stage', '--file', file, '--progress', id)
    expect(fieldsOf(await alice('image-show', id))).toMatchObject({ status: 'uploading', size: '9' })
    await expect(alice('image-stage', '--file', file, id)).rejects.toThrow(
      'Image status transition from uploading to uploading is not allowed',
    )
    // Imports are not there yet.
    await expect(alice('image-import', id)).rejects.toThrow('HTTP 404')
    await alice('image-delete', id)
  })

  test('is told where there are no data, and where there is no such store', async () => {
    const id = await create()
    await expect(alice('image-download', id)).rejects.toThrow(`Image ${id} has no data.`)
    await expect(alice('image-upload', '--file', file, '--store', 'no', id)).rejects.toThrow(
      "Store 'no' is not valid for this cloud.",
    )
    await expect(alice('image-download', missing)).rejects.toThrow(
      `Unable to download image '${missing}'. (HTTP 404 Not Found: No image found with ID ${missing})`,
    )
  })

  test('keeps users from the data of a deactivated image', async () => {
    const id = await create('--file', file)
    await glance('image-deactivate', id)
    expect(fieldsOf(await alice('image-show', id)).status).toBe('deactivated')
    await expect(alice('image-download', id)).rejects.toThrow(
      'The requested image has been deactivated. Image data download is forbidden.',
    )
    await glance('image-reactivate', id)
    expect(await alice('image-download', id)).toBe('some data')

    const [shared, queued] = await Promise.all([create('--visibility', 'community'), create()])
    await expect(site.glance('bob')('image-deactivate', shared)).rejects.toThrow(
      'You are not authorized to complete deactivate action.',
    )
    await expect(glance('image-reactivate', queued)).rejects.toThrow(
      'Not allowed to reactivate image in status',
    )
  })

  test('adds, changes and removes places where the data are', async () => {
    const id = await create()
    const added = await glance(
      'location-add',
      '--url',
      `${web.url}/one`,
      '--metadata',
      '{"store": "web"}',
      id,
    )
    expect(fieldsOf(added)).toMatchObject({ status: 'active', size: '9', stores: 'web' })
    await glance('location-add', '--url', `${web.url}/two`, '--metadata', '{"row": "5"}', id)
    expect(await locations(id)).toEqual([
      { url: `${web.url}/one`, metadata: { store: 'web' } },
      { url: `${web.url}/two`, metadata: { row: '5', store: 'web' } },
    ])

    const updated = await glance(
      'location-update',
      '--url',
      `${web.url}/two`,
      '--metadata',
      '{"row": "6", "store": "web"}',
      id,
    )
    expect(fieldsOf(updated).id).toBe(id)
    expect(await locations(id)).toContainEqual({
      url: `${web.url}/two`,
      metadata: expect.objectContaining({ row: '6' }),
    })

    await glance('location-delete', '--url', `${web.url}/one`, id)
    expect((await locations(id)).map(({ url }) => url)).toEqual([`${web.url}/two`])
    await expect(glance('location-delete', '--url', `${web.url}/two`, id)).rejects.toThrow(
      'Cannot remove last location in the image.',
    )
  })

  test('is told which checksum does not fit', async () => {
    const add = (id: string, hash: string) =>
      glance('location-add', '--url', `${web.url}/x`, '--hash-algo', 'sha512', '--hash-value', hash, id)
    const [kept, refused] = await Promise.all([create(), create()])
    expect(fieldsOf(await add(kept, 'ab'.repeat(64))).os_hash_algo).toBe('sha512')
    await expect(add(refused, 'ab')).rejects.toThrow('is not the correct size for sha512')
  })

  test('removes data from one store of several', async () => {
    const id = await create('--file', file)
    await expect(glance('stores-delete', '--store', 'fast', id)).rejects.toThrow(
      'Cannot delete image data from the only store containing it.',
    )
    await glance('location-add', '--url', `${web.url}/other`, id)
    await expect(glance('stores-delete', '--store', 'slow', id)).rejects.toThrow(
      'Multi Backend support is not enabled or Image/store not found.',
    )
    await expect(alice('stores-delete', '--store', 'fast', id)).rejects.toThrow(
      'You are not authorized to complete',
    )
    await glance('stores-delete', '--store', 'fast', id)
    expect(fieldsOf(await alice('image-show', id)).stores).toBe('web')
  })
})

const missing = '00000000-0000-4000-8000-000000000000'

async function create(...options: string[]): Promise<string> {
  const formats = ['--disk-format', 'raw', '--container-format', 'bare']
  return String(fieldsOf(await alice('image-create', ...formats, ...options)).id)
}

interface Place {
  readonly url: string
  readonly metadata: Readonly<Record<string, string>>
}

async function locations(id: string): Promise<readonly Place[]> {
  const answer = await fetch(`${site.service.url}/v2/images/${id}`, { headers: { 'X-Auth-Token': 'admin' } })
  return ((await answer.json()) as { locations: readonly Place[] }).locations
}

import { createHash, randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sdk, type SdkSite, startSdk } from './sdk.ts'
import { insertTask } from './tasks.ts'

const formats = { disk_format: 'raw', container_format: 'bare' }

let site: SdkSite
let admin: Sdk
let alice: Sdk
let bob: Sdk
let file: string
beforeAll(async () => {
  site = await startSdk()
  admin = site.as('admin')
  alice = site.as('alice')
  bob = site.as('bob')
  file = join(site.folder, 'data.raw')
  await writeFile(file, 'some data')
})
afterAll(() => site?.stop())

describe('openstacksdk', () => {
  test('creates, finds, gets, lists, changes and deletes images', async () => {
    const created = await alice('image.create_image', 'mine', { ...formats, tags: ['a'], min_ram: 4 })
    const { id } = created.value
    expect(created.value).toMatchObject({
      name: 'mine',
      status: 'queued',
      owner: 'alice',
      tags: ['a'],
      min_ram: 4,
    })
    expect((await alice('image.get_image', id)).value).toMatchObject({ id, name: 'mine' })
    expect((await alice('image.find_image', 'mine')).value).toMatchObject({ id })

    const changes = { name: 'changed', os_distro: 'debian', min_disk: 3 }
    expect((await alice('image.update_image', id, changes)).value).toMatchObject({
      id,
      name: 'changed',
      min_disk: 3,
    })
    const properties = { hw_disk_bus: 'virtio', min_ram: 5 }
    expect((await alice('image.update_image_properties', created, properties)).value).toBe(true)
    expect((await alice('image.get_image', id)).value).toMatchObject({
      ...{ min_ram: 5, min_disk: 3 },
      ...{ hw_disk_bus: 'virtio', os_distro: 'debian' },
    })

    await alice('image.delete_image', id)
    expect((await alice('image.find_image', id)).value).toBeNull()
    await expect(alice('image.get_image', id)).rejects.toThrow(`No image found with ID ${id}`)
  })

  test('lists what is asked for, page by page', async () => {
    const ids: string[] = []
    for (const name of ['list a', 'list b', 'list c']) {
      const visibility = name === 'list c' ? 'private' : 'shared'
      const { value } = await alice('image.create_image', name, { ...formats, visibility, tags: ['listed'] })
      ids.push(String(value.id))
    }
    const [a, b, c] = ids
    const listed = async (query: object) =>
      (await alice('image.images', { tag: 'listed', ...query })).rows.map(({ id }) => id)
    expect(await listed({ sort: 'name:asc', limit: 1 })).toEqual([a, b, c])
    expect(await listed({ sort: 'name:desc', visibility: 'private' })).toEqual([c])
    expect(await listed({ name: 'list b' })).toEqual([b])
    expect(await listed({ status: 'active' })).toEqual([])
  })

  test('uploads and downloads data, whole, in pieces and into a file', async () => {
    const { value } = await alice('image.create_image', 'data', {
      ...formats,
      filename: file,
      validate_checksum: true,
    })
    const { id } = value
    expect((await alice('image.get_image', id)).value).toMatchObject({
      ...{ status: 'active', size: 9, os_hash_algo: 'sha512' },
      os_hash_value: createHash('sha512').update('some data').digest('hex'),
    })
    expect((await alice('image.download_image', id)).value).toBe('some data')
    const copy = join(site.folder, 'copy.raw')
    await alice('image.download_image', id, { output: copy, chunk_size: 4 })
    expect(await readFile(copy, 'utf8')).toBe('some data')

    const older = await alice('image.upload_image', { ...formats, name: 'older', data: 'other data' })
    expect((await alice('image.get_image', older.value.id)).value).toMatchObject({
      status: 'active',
      size: 10,
    })
  })

  test('stages data', async () => {
    const queued = await alice('image.create_image', 'staged', formats)
    const staged = await alice('image.stage_image', queued, { filename: file })
    expect(staged.value).toMatchObject({ status: 'uploading', size: 9 })
    await expect(alice('image.stage_image', staged, { filename: file })).rejects.toThrow('uploading')
  })

  test('deactivates and reactivates', async () => {
    const { value } = await alice('image.create_image', 'held', { ...formats, filename: file })
    await admin('image.deactivate_image', value.id)
    expect((await alice('image.get_image', value.id)).value).toMatchObject({ status: 'deactivated' })
    await expect(alice('image.download_image', value.id)).rejects.toThrow('InvalidResponse')
    await admin('image.reactivate_image', value.id)
    expect((await alice('image.get_image', value.id)).value).toMatchObject({ status: 'active' })
  })

  test('adds tags and removes them', async () => {
    const { id } = (await alice('image.create_image', 'tagged', formats)).value
    await alice('image.add_tag', id, 'fast')
    expect((await alice('image.get_image', id)).value.tags).toEqual(['fast'])
    await alice('image.remove_tag', id, 'fast')
    expect((await alice('image.get_image', id)).value.tags).toEqual([])
    await expect(alice('image.remove_tag', id, 'fast')).rejects.toThrow('ResourceNotFound: 404')
  })

  test('shares an image with a project, which accepts it', async () => {
    const { id } = (await alice('image.create_image', 'shared', formats)).value
    const member = { member: 'bob', status: 'pending' }
    expect((await alice('image.add_member', id, { member_id: 'bob' })).value).toMatchObject(member)
    expect((await bob('image.update_member', 'bob', id, { status: 'accepted' })).value).toMatchObject({
      status: 'accepted',
    })
    expect((await alice('image.members', id)).rows).toMatchObject([{ ...member, status: 'accepted' }])
    expect((await alice('image.get_member', 'bob', id)).value).toMatchObject({ status: 'accepted' })
    expect((await alice('image.find_member', 'bob', id)).value).toMatchObject({ status: 'accepted' })
    await alice('image.remove_member', 'bob', id)
    expect((await alice('image.members', id)).rows).toEqual([])
    expect((await alice('image.find_member', 'bob', id)).value).toBeNull()
    await expect(alice('image.remove_member', 'bob', id, { ignore_missing: false })).rejects.toThrow(
      `bob not found in the member list of the image ${id}.`,
    )
  })

  test('knows the schemas', async () => {
    const schemas = {
      'image.get_image_schema': 'image',
      'image.get_images_schema': 'images',
      'image.get_member_schema': 'member',
      'image.get_members_schema': 'members',
      'image.get_task_schema': 'task',
      'image.get_tasks_schema': 'tasks',
    }
    for (const [call, name] of Object.entries(schemas)) {
      expect((await alice(call)).value).toMatchObject({ name })
    }
  })

  test('tells of stores', async () => {
    expect((await alice('image.stores')).rows).toMatchObject([{ id: 'fast' }, { id: 'slow' }, { id: 'web' }])
  })

  test('does not get as far as asking for import methods, in Debian 12', async () => {
    await expect(alice('image.get_import_info')).rejects.toThrow('Request requires an ID but none was found')
  })

  test('lists, gets and waits for tasks', async () => {
    const failed = await insertTask(site.folder, { status: 'failure' })
    const done = await insertTask(site.folder, { status: 'success' })
    const tasks = (await admin('image.tasks')).rows
    expect(tasks.map(({ id }) => id)).toEqual(expect.arrayContaining([failed, done]))
    const task = await admin('image.get_task', done)
    expect(task.value).toMatchObject({ type: 'api_image_import', status: 'success', message: 'Copied 9 MiB' })
    expect((await admin('image.wait_for_task', task)).value).toMatchObject({ id: done })
    await expect(admin('image.get_task', randomUUID())).rejects.toThrow('Could not find task')
    await expect(alice('image.tasks')).rejects.toThrow(
      'You are not authorized to complete tasks_api_access action.',
    )
  })

  test('does all of it through its cloud layer, too', async () => {
    const made = await alice('create_image', 'cloud', { ...formats, filename: file, wait: true, timeout: 60 })
    const { id } = made.value
    expect(made.value).toMatchObject({ status: 'active', size: 9 })
    expect((await alice('wait_for_image', made)).value).toMatchObject({ id, status: 'active' })
    expect((await alice('list_images', { show_all: true })).rows).toContainEqual(
      expect.objectContaining({ id }),
    )
    expect((await alice('search_images', 'cloud')).rows).toMatchObject([{ id }])
    expect((await alice('get_image', 'cloud')).value).toMatchObject({ id })
    expect((await alice('get_image_by_id', id)).value).toMatchObject({ name: 'cloud' })
    expect((await alice('get_image_id', 'cloud')).value).toBe(id)
    expect((await alice('get_image_name', id)).value).toBe('cloud')
    expect((await alice('get_image_exclude', 'cloud', 'none')).value).toMatchObject({ id })
    expect((await alice('update_image_properties', 'cloud', { os_distro: 'debian' })).value).toBe(true)
    const copy = join(site.folder, 'cloud.raw')
    await alice('download_image', 'cloud', { output_path: copy })
    expect(await readFile(copy, 'utf8')).toBe('some data')
    expect((await alice('delete_image', id, { wait: true, timeout: 60 })).value).toBe(true)
    expect((await alice('get_image', 'cloud')).value).toBeNull()
  })

  test('raises what stands against it', async () => {
    const { id } = (await alice('image.create_image', 'safe', formats)).value
    await alice('image.update_image', id, { is_protected: true })
    await expect(alice('image.delete_image', id)).rejects.toThrow(
      `Image ${id} is protected and cannot be deleted.`,
    )
    await expect(alice('image.create_image', 'x', { ...formats, id })).rejects.toThrow(
      `Image ID ${id} already exists!`,
    )
    await expect(bob('image.get_image', id)).rejects.toThrow(`No image found with ID ${id}`)
    await expect(bob('image.delete_image', id, { ignore_missing: false })).rejects.toThrow('ResourceNotFound')
    await expect(alice('image.update_image', id, { visibility: 'public' })).rejects.toThrow(
      'HttpException: 403',
    )
  })
})

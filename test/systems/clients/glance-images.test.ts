import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type Site, startSite } from './site.ts'
import { fieldsOf, rowsOf } from './tables.ts'

const formats = ['--disk-format', 'raw', '--container-format', 'bare']

let site: Site
let glance: Client
let alice: Client
let bob: Client
let file: string
beforeAll(async () => {
  site = await startSite('glance')
  glance = site.glance('admin')
  alice = site.glance('alice')
  bob = site.glance('bob')
  file = join(site.service.folder, 'data.raw')
  await writeFile(file, 'some data')
})
afterAll(() => site?.stop())

describe('the glance client', () => {
  test('creates an image with all that one can have', async () => {
    const described = ['--id', '2d9bb53f-70ea-4066-a68b-67960eaae673', '--name', 'whole', ...formats]
    const limits = ['--min-disk', '1', '--min-ram', '64', '--protected', 'True', '--hidden', 'True']
    const words = ['--tags', 'a', 'b', '--property', 'os_distro=debian', '--architecture', 'x86_64']
    const shared = ['--visibility', 'public', '--owner', 'carol']
    const created = await glance('image-create', ...described, ...limits, ...words, ...shared, '--file', file)
    expect(fieldsOf(created)).toMatchObject({
      id: '2d9bb53f-70ea-4066-a68b-67960eaae673',
      name: 'whole',
      status: 'active',
      size: '9',
      checksum: '1e50210a0202497fb79bc38b6ade6c34',
      min_disk: '1',
      min_ram: '64',
      protected: 'True',
      os_hidden: 'True',
      tags: expect.stringMatching(/^\["(a", "b|b", "a)"\]$/),
      os_distro: 'debian',
      architecture: 'x86_64',
      visibility: 'public',
      owner: 'carol',
      stores: 'fast',
    })
  })

  test('shows, updates and deletes images', async () => {
    const [one, other] = await Promise.all([create('one', '--property', 'os_distro=debian'), create('other')])
    const updated = await alice(
      ...['image-update', one, '--name', 'uno', '--property', 'hw_disk_bus=virtio'],
      ...['--remove-property', 'os_distro', '--hidden', 'True', '--min-ram', '7'],
    )
    const changes = { name: 'uno', hw_disk_bus: 'virtio', os_hidden: 'True', min_ram: '7' }
    expect(fieldsOf(updated)).toMatchObject(changes)
    expect(fieldsOf(updated)).not.toHaveProperty('os_distro')
    expect(fieldsOf(await alice('image-show', one))).toMatchObject(changes)

    await alice('image-delete', one, other)
    await expect(alice('image-show', one)).rejects.toThrow(`No image found with ID ${one}`)
  })

  test('creates an image without data, the way that ends in an import', async () => {
    const created = fieldsOf(await alice('image-create-via-import', '--name', 'record', ...formats))
    expect(created).toMatchObject({ name: 'record', status: 'queued' })
  })

  test('lists what is asked for', async () => {
    const [a, b, c] = await Promise.all([
      create('list a', '--property', 'kind=listed', '--tags', 'even'),
      create('list b', '--property', 'kind=listed', '--visibility', 'private', '--file', file),
      create('list c', '--property', 'kind=listed', '--hidden', 'True', '--visibility', 'community'),
    ])
    const hash = createHash('sha512').update('some data').digest('hex')
    const listings: Readonly<Record<string, readonly string[]>> = {
      '': [a, b],
      '--sort name:desc': [b, a],
      '--sort-key size --sort-key name --sort-dir asc': [a, b],
      '--page-size 1': [a, b],
      '--limit 1': [a],
      '--tag even': [a],
      '--visibility private': [b],
      '--hidden --visibility community': [c],
      '--checksum 1e50210a0202497fb79bc38b6ade6c34': [b],
      [`--hash ${hash}`]: [b],
      '--owner alice': [a, b],
      '--owner bob': [],
      '--member-status all': [a, b],
    }
    const listed = await Promise.all(
      Object.keys(listings).map(async options => {
        const words = options.split(' ').filter(Boolean)
        const rows = rowsOf(await alice('image-list', '--property-filter', 'kind=listed', ...words))
        return [options, rows.map(({ ID }) => ID)]
      }),
    )
    expect(Object.fromEntries(listed)).toEqual(listings)
    const whole = await alice('-v', 'image-list', '--include-stores', '--property-filter', 'kind=listed')
    expect(rowsOf(whole)).toContainEqual({
      ...{ ID: b, Name: 'list b', Disk_format: 'raw', Container_format: 'bare', Size: '9' },
      ...{ Status: 'active', Owner: 'alice', Stores: 'fast' },
    })
  })

  test('puts tags on, and takes them off', async () => {
    const id = await create('tagged')
    expect(rowsOf(await alice('image-tag-update', id, 'fast'))).toEqual([{ ID: id, Tags: "['fast']" }])
    await alice('image-tag-delete', id, 'fast')
    expect(fieldsOf(await alice('image-show', id)).tags).toBe('[]')
    await expect(alice('image-tag-delete', id, 'fast')).rejects.toThrow('HTTP 404')
  })

  test('shares an image with a project, which accepts it', async () => {
    const id = await create('shared')
    const member = { 'Image ID': id, 'Member ID': 'bob', Status: 'pending' }
    expect(rowsOf(await alice('member-create', id, 'bob'))).toEqual([member])
    expect(rowsOf(await bob('image-list'))).not.toContainEqual({ ID: id, Name: 'shared' })
    expect(rowsOf(await bob('member-update', id, 'bob', 'accepted'))).toEqual([
      { ...member, Status: 'accepted' },
    ])
    expect(rowsOf(await bob('image-list'))).toContainEqual({ ID: id, Name: 'shared' })
    expect(rowsOf(await alice('member-list', '--image-id', id))).toEqual([{ ...member, Status: 'accepted' }])
    expect(fieldsOf(await alice('member-get', id, 'bob'))).toMatchObject({
      image_id: id,
      member_id: 'bob',
      status: 'accepted',
    })

    await alice('member-delete', id, 'bob')
    expect(rowsOf(await alice('member-list', '--image-id', id))).toEqual([])
    await expect(alice('member-get', id, 'bob')).rejects.toThrow(
      `bob not found in the member list of the image ${id}.`,
    )
  })

  test('is told what stands against it', async () => {
    const [mine, safe] = await Promise.all([create('mine'), create('safe', '--protected', 'True')])
    const refusals: readonly [Promise<string>, string][] = [
      [alice('image-create', '--id', mine), `Image ID ${mine} already exists!`],
      [
        alice('image-create', '--visibility', 'public'),
        'You are not authorized to complete publicize_image action.',
      ],
      [alice('image-delete', safe), `You are not permitted to delete the image '${safe}'.`],
      [bob('image-show', mine), `No image found with ID ${mine}`],
      [bob('image-delete', mine), `No image with an ID of '${mine}' exists.`],
      [bob('image-tag-update', mine, 'x'), `Image ${mine} not found.`],
      [bob('member-create', mine, 'bob'), `Image ${mine} not found.`],
      [alice('image-list', '--sort', 'name:up'), 'Invalid sort direction: up'],
      [alice('image-update', mine, '--owner', 'bob'), 'be updated by non admin.'],
    ]
    await Promise.all(refusals.map(([refused, text]) => expect(refused).rejects.toThrow(text)))
    await alice('member-create', mine, 'bob')
    await expect(alice('member-create', mine, 'bob')).rejects.toThrow(
      `Member bob is duplicated for image ${mine}`,
    )
    await expect(alice('member-update', mine, 'bob', 'accepted')).rejects.toThrow('HTTP 403')
  })
})

/** An image of alice's. */
async function create(name: string, ...options: string[]): Promise<string> {
  return String(fieldsOf(await alice('image-create', '--name', name, ...formats, ...options)).id)
}

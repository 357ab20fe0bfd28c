import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type Site, startSite } from './site.ts'
import { rowsOf } from './tables.ts'

let site: Site
let admin: Client
let alice: Client
let bob: Client
let file: string
beforeAll(async () => {
  site = await startSite('openstack')
  admin = site.openstack('admin')
  alice = site.openstack('alice')
  bob = site.openstack('bob')
  file = join(site.service.folder, 'data.raw')
  await writeFile(file, 'some data')
})
afterAll(() => site?.stop())

describe('the openstack client', () => {
  test('creates an image with all that one can have', async () => {
    const described = ['--id', '2d9bb53f-70ea-4066-a68b-67960eaae673', '--disk-format', 'raw']
    const limits = ['--min-disk', '1', '--min-ram', '64', '--protected', '--public', '--project', 'carol']
    const words = ['--tag', 'a', '--tag', 'b', '--property', 'os_distro=debian', '--container-format', 'bare']
    const created = await admin(
      ...['image', 'create', 'whole', '--file', file, '--progress', '-f', 'json'],
      ...[...described, ...limits, ...words],
    )
    expect(JSON.parse(created.slice(created.indexOf('{')))).toMatchObject({
      ...{ name: 'whole', status: 'queued', visibility: 'public', owner: 'carol', protected: true },
      ...{ min_disk: 1, min_ram: 64, tags: expect.arrayContaining(['a', 'b']) },
    })
    expect(await shown('2d9bb53f-70ea-4066-a68b-67960eaae673')).toMatchObject({
      ...{ name: 'whole', status: 'active', size: 9, checksum: '1e50210a0202497fb79bc38b6ade6c34' },
      properties: expect.objectContaining({ os_distro: 'debian', stores: 'fast' }),
    })
  })

  test('shows an image by its name, and saves its data', async () => {
    const id = await create('saved', '--file', file)
    expect(await shown('saved')).toMatchObject({ id, size: 9, disk_format: 'raw' })
    expect(await alice('image', 'show', '--human-readable', '-c', 'size', '-f', 'value', id)).toBe('9\n')

    const copy = join(site.service.folder, 'copy.raw')
    await alice('image', 'save', '--file', copy, 'saved')
    expect(await readFile(copy, 'utf8')).toBe('some data')
    expect(await alice('image', 'save', id)).toBe('some data')
  })

  test('sets and unsets what an image has', async () => {
    const id = await create('changed', '--tag', 'old')
    const described = ['--name', 'renamed', '--min-disk', '2', '--min-ram', '8', '--architecture', 'x86_64']
    const words = [
      '--tag',
      'new',
      '--property',
      'hw_disk_bus=virtio',
      '--os-distro',
      'debian',
      '--os-version',
      '13',
    ]
    const formats = [
      '--container-format',
      'ovf',
      '--disk-format',
      'vmdk',
      '--private',
      '--hidden',
      '--protected',
    ]
    await alice('image', 'set', ...described, ...words, ...formats, id)
    expect(await shown(id)).toMatchObject({
      ...{ name: 'renamed', min_disk: 2, min_ram: 8, container_format: 'ovf', disk_format: 'vmdk' },
      ...{ visibility: 'private', protected: true, tags: expect.arrayContaining(['new', 'old']) },
      properties: expect.objectContaining({
        ...{ hw_disk_bus: 'virtio', os_distro: 'debian', os_version: '13', architecture: 'x86_64' },
        os_hidden: true,
      }),
    })

    await alice('image', 'unset', '--tag', 'old', '--property', 'hw_disk_bus', '--property', 'os_distro', id)
    await alice('image', 'set', '--unprotected', '--unhidden', '--community', id)
    const after = await shown(id)
    expect(after).toMatchObject({ tags: ['new'], protected: false, visibility: 'community' })
    expect(after.properties).not.toHaveProperty('hw_disk_bus')
    await admin('image', 'set', '--project', 'carol', id)
    expect(await shown(id)).toMatchObject({ owner: 'carol' })
  })

  test('deactivates and activates an image', async () => {
    const id = await create('held', '--file', file)
    await admin('image', 'set', '--deactivate', id)
    expect(await shown(id)).toMatchObject({ status: 'deactivated' })
    await expect(alice('image', 'save', id)).rejects.toThrow('The requested image has been deactivated.')
    await admin('image', 'set', '--activate', id)
    expect(await alice('image', 'save', id)).toBe('some data')
  })

  test('lists what is asked for', async () => {
    const kind = ['--property', 'kind=listed']
    const [a, b, c] = await Promise.all([
      create('list a', ...kind, '--tag', 'even'),
      create('list b', ...kind, '--private', '--file', file),
      create('list c', ...kind, '--community'),
    ])
    await alice('image', 'set', '--hidden', c)
    const list = async (...words: string[]) => rowsOf(await alice('image', 'list', ...kind, ...words))
    const listings: Readonly<Record<string, readonly string[]>> = {
      '': [a, b],
      '--sort name:desc': [b, a],
      '--private --status active': [b],
      '--shared --tag even': [a],
      '--community --hidden': [c],
      '--all --project alice': [a, b],
      '--project bob --member-status all': [],
    }
    const listed = await Promise.all(
      Object.keys(listings).map(async options => {
        const words = options.split(' ').filter(Boolean)
        return [options, (await list(...words)).map(({ ID }) => ID)]
      }),
    )
    expect(Object.fromEntries(listed)).toEqual(listings)

    const page = await list('--limit', '1')
    const rest = await list('--marker', String(page[0]?.ID))
    expect([...page, ...rest].map(({ Name }) => Name).sort()).toEqual(['list a', 'list b'])
    expect(page).toHaveLength(1)

    const long = await alice('image', 'list', '--long', '--name', 'list b', '-f', 'json')
    expect(JSON.parse(long)).toEqual([
      expect.objectContaining({
        ...{ ID: b, Name: 'list b', 'Disk Format': 'raw', 'Container Format': 'bare', Size: 9 },
        ...{ Status: 'active', Visibility: 'private', Protected: false, Project: 'alice', Tags: [] },
      }),
    ])
  })

  test('shares an image with a project, which accepts or rejects it', async () => {
    const id = await create('shared')
    const added = await alice('image', 'add', 'project', 'shared', 'bob', '-f', 'json')
    expect(JSON.parse(added)).toMatchObject({ image_id: id, member_id: 'bob', status: 'pending' })
    for (const [option, status] of [
      ['--accept', 'accepted'],
      ['--reject', 'rejected'],
      ['--pending', 'pending'],
    ] as const) {
      // The client goes on to change the image with nothing.
      await bob('image', 'set', option, id)
      const members = rowsOf(await alice('image', 'member', 'list', id))
      expect(members).toEqual([{ 'Image ID': id, 'Member ID': 'bob', Status: status }])
    }
    await alice('image', 'remove', 'project', id, 'bob')
    expect(rowsOf(await alice('image', 'member', 'list', id))).toEqual([])
  })

  test('deletes images, by name or id', async () => {
    const [one, other] = await Promise.all([create('gone a'), create('gone b')])
    await alice('image', 'delete', one, 'gone b')
    for (const id of [one, other]) {
      await expect(alice('image', 'show', id)).rejects.toThrow(`No Image found for ${id}`)
    }
  })

  test('is told what stands against it', async () => {
    const [mine, safe] = await Promise.all([create('mine'), create('safe', '--file', file, '--protected')])
    const refusals: readonly [Promise<string>, string][] = [
      [alice('image', 'create', 'x', '--id', mine), `Image ID ${mine} already exists!`],
      [
        alice('image', 'create', 'x', '--public'),
        'You are not authorized to complete publicize_image action.',
      ],
      [alice('image', 'delete', safe), `Image ${safe} is protected and cannot be deleted.`],
      [bob('image', 'show', mine), `No Image found for ${mine}`],
      [alice('image', 'add', 'project', mine, 'nobody'), "No project with a name or ID of 'nobody' exists."],
      [alice('image', 'list', '--sort', 'name:up'), 'is not a valid sort direction'],
      [alice('image', 'set', '--project', 'bob', mine), 'HttpException: 403'],
      [alice('image', 'unset', '--tag', 'none', mine), 'Failed to unset 1 of 1 tags.'],
      [alice('image', 'set', '--accept', mine), `alice not found in the member list of the image ${mine}.`],
    ]
    await Promise.all(refusals.map(([refused, text]) => expect(refused).rejects.toThrow(text)))
    await alice('image', 'add', 'project', mine, 'bob')
    await expect(alice('image', 'add', 'project', mine, 'bob')).rejects.toThrow(
      `Member bob is duplicated for image ${mine}`,
    )
  })
})

/** An image of alice's. */
async function create(name: string, ...options: string[]): Promise<string> {
  const created = await alice('image', 'create', name, ...options, '-f', 'value', '-c', 'id')
  return created.trim()
}

async function shown(image: string): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await admin('image', 'show', image, '-f', 'json'))
}

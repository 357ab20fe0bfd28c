import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { install } from '../support/apt.ts'
import { type Glance, startGlance } from '../support/glance-api.ts'
import { createImage } from '../support/images.ts'
import { runToEnd } from '../support/program.ts'

const rescueIso = '/usr/lib/grub-rescue/grub-rescue-cdrom.iso'
let service: Glance

beforeAll(async () => {
  await install('python3-glanceclient', 'python3-openstackclient', 'grub-rescue-pc', 'qemu-utils')
  service = await startGlance()
})
afterAll(() => service?.stop())

describe('the openstack client', () => {
  test('creates, lists, downloads, tags, changes, deactivates and deletes an ISO', async () => {
    const created = await openstack(
      'create',
      'rescue',
      '--disk-format',
      'iso',
      '--file',
      rescueIso,
      '-f',
      'json',
    )
    const { id } = JSON.parse(created) as { id: string }

    expect(await shown(id)).toMatchObject({
      status: 'active',
      checksum: await md5(rescueIso),
      disk_format: 'iso',
    })
    expect(JSON.parse(await openstack('list', '-f', 'json'))).toContainEqual({
      ID: id,
      Name: 'rescue',
      Status: 'active',
    })

    await openstack('save', '--file', join(service.folder, 'first.iso'), id)
    // The cache shows an image a moment after its first reader has it.
    await expect.poll(() => readdir(join(service.folder, 'cache'))).toContain(id)
    await openstack('save', '--file', join(service.folder, 'second.iso'), id)
    expect(await md5(join(service.folder, 'first.iso'))).toBe(await md5(rescueIso))
    expect(await md5(join(service.folder, 'second.iso'))).toBe(await md5(rescueIso))
    await expect
      .poll(service.program.output)
      .toMatch(new RegExp(`/images/${id}/file .* status: 200 .* cache: hit$`, 'm'))

    await openstack('set', '--tag', 'rescue', '--property', 'os_distro=grub', '--min-disk', '1', id)
    expect(await shown(id)).toMatchObject({ tags: ['rescue'], os_distro: 'grub', min_disk: 1 })
    await openstack('unset', '--tag', 'rescue', '--property', 'os_distro', id)
    expect(await shown(id)).toMatchObject({ tags: [] })

    await openstack('set', '--deactivate', id)
    expect(await shown(id)).toMatchObject({ status: 'deactivated' })
    await openstack('set', '--activate', id)
    expect(await shown(id)).toMatchObject({ status: 'active' })

    await openstack('delete', id)
    expect((await fetch(`${service.url}/v2/images/${id}`)).status).toBe(404)
  })
})

describe('the glance client', () => {
  test('creates, uploads, downloads, tags, deactivates and deletes a qcow2', async () => {
    const file = join(service.folder, 'disk.qcow2')
    await runToEnd('qemu-img', ['create', '-q', '-f', 'qcow2', file, '64M'])

    const described = ['--name', 'disk', '--disk-format', 'qcow2', '--container-format', 'bare']
    const created = await glance('image-create', ...described, '--file', file)
    const id = /\| id\s+\| (\S+)/.exec(created)?.[1] ?? ''
    expect(await shown(id)).toMatchObject({
      status: 'active',
      checksum: await md5(file),
      virtual_size: 64 << 20,
    })
    expect(await glance('image-list')).toContain(id)
    expect(await glance('image-show', id)).toContain('qcow2')

    await glance('image-download', '--file', join(service.folder, 'copy.qcow2'), id)
    expect(await md5(join(service.folder, 'copy.qcow2'))).toBe(await md5(file))

    await glance('image-tag-update', id, 'fast')
    await glance('image-update', '--property', 'hw_disk_bus=virtio', '--name', 'renamed', id)
    expect(await shown(id)).toMatchObject({ tags: ['fast'], hw_disk_bus: 'virtio', name: 'renamed' })
    await glance('image-tag-delete', id, 'fast')

    await glance('image-deactivate', id)
    expect(await shown(id)).toMatchObject({ status: 'deactivated' })
    await glance('image-reactivate', id)
    expect(await shown(id)).toMatchObject({ status: 'active', tags: [] })

    await glance('image-delete', id)
    expect(await glance('image-list')).not.toContain(id)
  })

  test('uploads into an image that exists', async () => {
    const file = join(service.folder, 'data.raw')
    await writeFile(file, 'some data')
    const id = await createImage(service.url)
    await glance('image-upload', '--file', file, id)
    expect(await shown(id)).toMatchObject({ status: 'active', size: 9 })
  })
})

function openstack(...args: string[]): Promise<string> {
  const words = ['--os-auth-type', 'none', '--os-endpoint', service.url, 'image', ...args]
  return runToEnd('/usr/bin/openstack', words, { env: { HOME: service.folder } })
}

/** Each call has a home of its own: the client keeps the server's schema there, and Debian's then trips over `stores`,
 * which every Glance has in it. */
async function glance(...args: string[]): Promise<string> {
  const env = { HOME: await mkdtemp(join(service.folder, 'home-')) }
  return runToEnd('/usr/bin/glance', ['--os-auth-token', 'any', '--os-image-url', service.url, ...args], {
    env,
  })
}

async function shown(id: string): Promise<unknown> {
  return (await fetch(`${service.url}/v2/images/${id}`)).json()
}

async function md5(file: string): Promise<string> {
  return createHash('md5')
    .update(await readFile(file))
    .digest('hex')
}

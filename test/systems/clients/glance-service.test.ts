import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, logIn, type Site, startSite } from './site.ts'
import { fieldsOf, rowsOf } from './tables.ts'
import { insertTask } from './tasks.ts'

let site: Site
let glance: Client
let alice: Client
beforeAll(async () => {
  site = await startSite('glance')
  glance = site.glance('admin')
  alice = site.glance('alice')
})
afterAll(() => site?.stop())

describe('the glance client', () => {
  test('finds the service in the catalogue, once it has logged in', async () => {
    const { OS_AUTH_URL = '' } = logIn(site.keystone, 'alice')
    const who = ['--os-username', 'alice', '--os-project-name', 'alice', '--os-password', 'any']
    const where = ['--os-auth-url', OS_AUTH_URL, '--os-user-domain-id', 'default']
    const login = [...who, ...where, '--os-project-domain-id', 'default']
    const created = await site.glance('')('--os-image-url', '', ...login, 'image-create', '--name', 'mine')
    expect(fieldsOf(created)).toMatchObject({ name: 'mine', owner: 'alice' })
  })

  test('explains what images, members, tasks and definitions are made of', async () => {
    const models = {
      image: ['id', 'os_hash_value', 'visibility', 'virtual_size'],
      images: ['images', 'first', 'next', 'schema'],
      member: ['member_id', 'image_id', 'status'],
      task: ['input', 'result', 'message', 'expires_at'],
      'metadefs/namespace': ['namespace', 'resource_type_associations', 'protected'],
      'metadefs/resource_type': ['prefix', 'properties_target'],
    }
    for (const [model, attributes] of Object.entries(models)) {
      const explained = rowsOf(await alice('explain', model)).map(({ Attribute }) => Attribute)
      expect(explained).toEqual(expect.arrayContaining(attributes))
    }
    await expect(alice('explain', 'volume')).rejects.toThrow("Unable to find requested model 'volume'")
  })

  test('tells of import methods, stores and limits', async () => {
    expect(unwrapped(await alice('import-info'))).toContain(
      '"value":["glance-direct","web-download","copy-image"]',
    )
    expect(unwrapped(await alice('stores-info'))).toContain(
      '[{"id":"fast","default":"true"},{"id":"slow"},{"id":"web","read-only":"true"}]',
    )
    const slow = `"data_dir":"${site.service.folder}/slow"`
    expect(unwrapped(await glance('stores-info', '--detail'))).toContain(slow)
    await expect(alice('stores-info', '--detail')).rejects.toThrow(
      'You are not authorized to complete stores_info_detail action.',
    )
    expect(rowsOf(await alice('usage'))).toEqual([])
  })

  test('lists and shows what was done in the background', async () => {
    const { id: image = '' } = fieldsOf(await alice('image-create', '--name', 'imported'))
    const { folder } = site.service
    const older = await insertTask(folder, { image_id: image, status: 'failure' })
    const newer = await insertTask(folder, { image_id: image, status: 'success' })
    const row = (id: string, status: string) => ({
      ID: id,
      Type: 'api_image_import',
      Status: status,
      Owner: 'alice',
    })
    expect(rowsOf(await glance('task-list'))).toEqual([row(newer, 'success'), row(older, 'failure')])
    expect(rowsOf(await glance('task-list', '--page-size', '1', '--sort-dir', 'asc'))).toEqual([
      row(older, 'failure'),
      row(newer, 'success'),
    ])
    expect(rowsOf(await glance('task-list', '--status', 'failure', '--sort-key', 'type'))).toEqual([
      row(older, 'failure'),
    ])
    expect(fieldsOf(await glance('task-show', newer))).toMatchObject({
      ...{ id: newer, image_id: image, owner: 'alice', status: 'success' },
      ...{ message: 'Copied 9 MiB', input: '{"from": "somewhere"}' },
    })

    const tasks = rowsOf(await alice('image-tasks', image))
    expect(tasks.map(({ Status }) => Status).sort()).toEqual(['failure', 'success'])
    expect(rowsOf(await alice('-v', 'image-tasks', image))).toContainEqual(
      expect.objectContaining({ 'Task Id': newer, 'Image Id': image, Message: 'Copied 9 MiB' }),
    )
  })

  test('is told of tasks that are not there, or not for it', async () => {
    await expect(glance('task-show', 'nope')).rejects.toThrow('Could not find task nope')
    await expect(alice('task-list')).rejects.toThrow(
      'You are not authorized to complete tasks_api_access action.',
    )
    await expect(alice('image-tasks', randomUUID())).rejects.toThrow('not found.')
    await expect(glance('task-list', '--type', 'export')).rejects.toThrow('Invalid type value: export')
  })

  test('is told that nothing is run in the background for it yet', async () => {
    const source = { import_from: 'http://localhost/x', import_from_format: 'raw', image_properties: {} }
    const input = ['--type', 'import', '--input', JSON.stringify(source)]
    await expect(glance('task-create', ...input)).rejects.toThrow('HTTP 501')
  })

  test('knows its commands without the service', async () => {
    expect(await glance('help', 'image-list')).toContain('--property-filter <KEY=VALUE>')
    expect((await glance('bash-completion')).split(/\s+/)).toContain('image-tag-update')
  })
})

/** The value of a table with one line, whose cell has been broken into several wherever it was too long. */
function unwrapped(printed: string): string {
  return rowsOf(printed)
    .map(({ Value }) => Value)
    .join('')
    .replaceAll(' ', '')
}

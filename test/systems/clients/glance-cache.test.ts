import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, type Site, startSite } from './site.ts'
import { fieldsOf, type Row, rowsOf } from './tables.ts'

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
})
afterAll(() => site?.stop())
beforeEach(() => glance('cache-clear'))

describe('the glance client', () => {
  test('lists what is cached', async () => {
    expect(rowsOf(await glance('cache-list'))).toEqual([])
    const id = await createActive()
    await alice('image-download', id)
    expect(await cached(id)).toMatchObject({ ID: id, Size: '9' })
    await alice('image-download', id)
    expect(await cached(id, { Hits: '1' })).toMatchObject({ State: 'cached' })
  })

  test('has images fetched before they are asked for', async () => {
    const [one, other] = await Promise.all([createActive(), createActive()])
    await glance('cache-queue', one, other)
    expect(await cached(one)).toMatchObject({ Size: '9' })
    expect(await cached(other)).toMatchObject({ Size: '9' })
  })

  test('drops one copy, or all', async () => {
    const ids = await Promise.all([createActive(), createActive(), createActive()])
    await glance('cache-queue', ...ids)
    for (const id of ids) await cached(id)
    const [first = '', ...others] = ids
    await glance('cache-delete', first)
    expect(
      rowsOf(await glance('cache-list'))
        .map(({ ID }) => ID)
        .sort(),
    ).toEqual(others.sort())
    await glance('cache-clear', '--target', 'queue')
    expect(rowsOf(await glance('cache-list'))).toHaveLength(2)
    await glance('cache-clear', '--target', 'cache')
    expect(rowsOf(await glance('cache-list'))).toEqual([])
  })

  test('is told what cannot be', async () => {
    await expect(alice('cache-list')).rejects.toThrow('You are not authorized to complete cache_list action.')

    // The client complains, and ends with 0 all the same.
    const complaints = { stream: 'stderr' } as const
    const [one, other] = [site.glance('admin', complaints), site.glance('alice', complaints)]
    const { id: queued = '' } = fieldsOf(await alice('image-create', '--name', 'no data'))
    expect(await one('cache-queue', queued)).toContain(
      'Only images with status active can be targeted for queueing',
    )
    expect(await one('cache-delete', missing)).toContain(`Image ${missing} not found.`)
    expect(await other('cache-queue', queued)).toContain(
      `You are not permitted to queue the image '${queued}' for caching.`,
    )
    expect(await other('cache-delete', queued)).toContain('You are not permitted to delete the image')
    expect(await other('cache-clear')).toContain('You are not permitted to delete image(s) from cache.')
  })
})

const missing = '00000000-0000-4000-8000-000000000000'

async function createActive(): Promise<string> {
  const formats = ['--disk-format', 'raw', '--container-format', 'bare', '--visibility', 'public']
  return String(fieldsOf(await glance('image-create', ...formats, '--file', file)).id)
}

/** The row of an image, once it is cached, and read so often: both come beside the answers. */
async function cached(id: string, { Hits = '0' } = {}): Promise<Row> {
  for (let i = 0; i < 100; i++) {
    const rows = rowsOf(await glance('cache-list'))
    const row = rows.find(row => row.ID === id && row.State === 'cached' && row.Hits === Hits)
    if (row) return row
    await sleep(100)
  }
  throw new Error(`image ${id} never came into the cache`)
}

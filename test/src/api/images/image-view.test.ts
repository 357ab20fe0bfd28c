import { beforeEach, expect, test } from 'vitest'
import { imageWriter, type WriteImage } from '../../../../src/api/images/image-view.ts'
import type { ImageRecord } from '../../../../src/db/records.ts'
import type { VisibleDetails } from '../../../../src/images/index.ts'

const image: ImageRecord = {
  id: '57b5eaf4-8a0f-4a4e-a7c3-d2f0f3a0b6c1',
  name: 'a "name"',
  status: 'active',
  visibility: 'shared',
  disk_format: 'raw',
  container_format: 'bare',
  size: 1,
  virtual_size: null,
  checksum: null,
  os_hash_algo: null,
  os_hash_value: null,
  min_disk: 0,
  min_ram: 0,
  owner: 'alice',
  protected: false,
  os_hidden: false,
  created_at: '2026-01-01 10:00:00.123456',
  updated_at: '2026-01-01 10:00:00.123456',
  deleted_at: null,
  deleted: false,
  properties: new Map([['os', 'unix']]),
  tags: ['one'],
  locations: [{ id: 1, url: 'file:///a', metadata: { store: 'file' }, status: 'active' }],
}
const all: VisibleDetails = {
  properties: image.properties,
  locations: image.locations,
  direct_url: 'file:///a',
}

let write: WriteImage
beforeEach(() => {
  write = imageWriter()
})

function shown(record: ImageRecord, details: VisibleDetails): Record<string, unknown> {
  return JSON.parse(write(record, details))
}

test('an image is shown alike however often', () => {
  const first = shown(image, all)
  expect(first).toMatchObject({ name: 'a "name"', os: 'unix', direct_url: 'file:///a', tags: ['one'] })
  expect(first.locations).toEqual([{ url: 'file:///a', metadata: { store: 'file' } }])
  for (let times = 0; times < 3; times++) expect(shown(image, all)).toEqual(first)
})

test('who may see less of an image is shown less, after others have seen it all', () => {
  for (let times = 0; times < 3; times++) write(image, all)
  const some = shown(image, { properties: new Map(), locations: [] })
  expect(some.locations).toEqual([])
  for (const name of ['os', 'direct_url', 'stores']) expect(some).not.toHaveProperty(name)
  expect(shown(image, { properties: image.properties })).not.toHaveProperty('locations')
})

test('an image that has changed is shown as it is now', () => {
  for (let times = 0; times < 3; times++) write(image, all)
  const changed = { ...image, name: 'new' }
  for (let times = 0; times < 3; times++) expect(shown(changed, all).name).toBe('new')
})

test('a property with the name of a base property comes before it', () => {
  const properties = new Map([['name', 'custom']])
  const text = write(image, { properties })
  expect(text.indexOf('"custom"')).toBeLessThan(text.indexOf('a \\"name\\"'))
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadSchemas } from '../../../src/api/schemas/index.ts'
import { loadConfig } from '../../../src/config/load.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glasspaste-schemas-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function schemasWith(custom: unknown, settings = '') {
  await writeFile(join(folder, 'schema-image.json'), JSON.stringify(custom))
  await writeFile(join(folder, 'glance-api.conf'), `[image_format]\n${settings}\n`)
  return loadSchemas(await loadConfig({ files: [join(folder, 'glance-api.conf')] }))
}

async function published(path: string, custom: unknown = {}, settings = '') {
  const { published } = await schemasWith(custom, settings)
  return JSON.parse(published.get(path) ?? 'null')
}

test('formats are those of the configuration, or none', async () => {
  const { properties } = await published('image', {}, 'disk_formats = raw,qcow2\ncontainer_formats = bare')
  expect(properties.disk_format.enum).toEqual([null, 'raw', 'qcow2'])
  expect(properties.container_format.enum).toEqual([null, 'bare'])
})

test("the operator's properties are marked, and those of the image are not", async () => {
  const { properties } = await published('image', { rack: { type: 'string' } })
  expect(properties.rack).toEqual({ type: 'string', is_base: false })
  expect(properties.name).not.toHaveProperty('is_base')
})

test('an operator may require properties of new images, and changes still name only what they change', async () => {
  const custom = { properties: { rack: { type: 'string' } }, required: ['rack'] }
  expect(await published('image', custom)).toMatchObject({ required: ['rack'] })
  const { validate } = await schemasWith(custom)
  expect(() => validate.image({})).toThrow("'rack' is a required property")
  expect(() => validate.imagePart({ name: 'x' })).not.toThrow()
})

test('what every image has cannot be redefined', async () => {
  await expect(schemasWith({ name: { type: 'integer' } })).rejects.toThrow(
    'custom properties (name) conflict with base properties',
  )
})

test('tasks have the types and states there are', async () => {
  const { properties } = await published('task')
  expect(properties.type.enum).toEqual(['import', 'api_image_import', 'location_import'])
  expect(properties.status.enum).toEqual(['pending', 'processing', 'success', 'failure'])
  const { properties: list } = await published('tasks')
  expect(list.tasks.items.properties).not.toHaveProperty('input')
})

test('a message names the value, the rule and the place, as Python prints them', async () => {
  const { validate } = await schemasWith({})
  expect(() => validate.image({ tags: ['ok', null] })).toThrow(
    `Provided object does not match schema 'image': None is not of type 'string'

Failed validating 'type' in schema['properties']['tags']['items']:
    {'maxLength': 255, 'type': 'string'}

On instance['tags'][1]:
    None`,
  )
})

test('of several faults the outermost is told, declared properties first', async () => {
  const { validate } = await schemasWith({})
  expect(() => validate.image({ other: 1, tags: [1], name: 2 })).toThrow("2 is not of type 'null', 'string'")
})

test('of thousands of faults the first is told, and the others are not looked for', async () => {
  const { validate } = await schemasWith({})
  const faults = (many: number) => ({
    url: 'x',
    validation_data: Object.fromEntries(Array.from({ length: many }, (_, index) => [`key${index}`, 1])),
  })
  expect(() => validate.location({ add_location: faults(2) })).toThrow(/'key0', 'key1' were unexpected/)
  expect(() => validate.location({ add_location: faults(20_000) })).toThrow(/'key0' was unexpected/)
})

test.each([
  [
    { url: 'x', validation_data: { os_hash_algo: 'md5' } },
    "'os_hash_value' is a dependency of 'os_hash_algo'",
  ],
  [
    { url: 'x', validation_data: { os_hash_algo: 'crc', os_hash_value: 'v' } },
    "'crc' is not one of ['sha1', 'sha256', 'sha512', 'md5']",
  ],
  [
    { url: 'x', validation_data: { other: 'v' } },
    "Additional properties are not allowed ('other' was unexpected)",
  ],
  [{}, "'url' is a required property"],
])('the location %j is refused', async (location, reason) => {
  const { validate } = await schemasWith({})
  expect(() => validate.location({ add_location: location })).toThrow(reason)
})

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, type Site, startSite } from './site.ts'

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
  let namespace: string
  let created = 0
  beforeEach(async () => {
    namespace = `Test::Namespace${++created}`
    await glance('md-namespace-create', namespace, '--visibility', 'public', '--display-name', 'A test')
  })

  test('creates, shows, lists, updates and deletes namespaces', async () => {
    expect(await glance('md-namespace-show', namespace)).toMatch(/display_name +\| A test/)
    expect(await glance('md-namespace-list')).toContain(namespace)
    expect(await glance('md-namespace-list', '--visibility', 'private')).not.toContain(namespace)

    await glance('md-namespace-update', namespace, '--description', 'said later', '--visibility', 'private')
    const updated = await glance('md-namespace-show', namespace)
    expect(updated).toContain('said later')
    expect(updated).toMatch(/visibility +\| private/)
    expect(updated).toContain('A test')

    await glance('md-namespace-delete', namespace)
    expect(await glance('md-namespace-list')).not.toContain(namespace)
  })

  test('pages through namespaces', async () => {
    for (const name of ['Page::A', 'Page::B', 'Page::C']) await glance('md-namespace-create', name)
    const listed = await glance('md-namespace-list', '--page-size', '1')
    for (const name of ['Page::A', 'Page::B', 'Page::C', namespace]) expect(listed).toContain(name)
  })

  test('imports a namespace with all that is in it', async () => {
    const file = join(site.service.folder, 'namespace.json')
    const property = { title: 'Colour', type: 'string', enum: ['red', 'blue'] }
    await writeFile(
      file,
      JSON.stringify({
        namespace: 'Imported',
        resource_type_associations: [{ name: 'OS::Glance::Image', prefix: 'hw_' }],
        properties: { colour: property },
        objects: [{ name: 'Case', properties: { size: { ...property, title: 'Size' } } }],
        tags: [{ name: 'painted' }],
      }),
    )
    const imported = await glance('md-namespace-import', '--file', file)
    for (const name of ['OS::Glance::Image', 'colour', 'Case', 'painted']) expect(imported).toContain(name)

    const prefixed = await glance('md-namespace-show', 'Imported', '--resource-type', 'OS::Glance::Image')
    expect(prefixed).toContain('hw_colour')
    expect(await glance('md-namespace-list', '--resource-types', 'OS::Glance::Image')).toContain('Imported')
    expect(await glance('md-namespace-list', '--resource-types', 'OS::Nova::Flavor')).not.toContain(
      'Imported',
    )
  })

  test('creates, shows, lists, updates and deletes objects', async () => {
    const schema = { description: 'a thing', properties: { weight: { title: 'Weight', type: 'integer' } } }
    await glance('md-object-create', namespace, '--name', 'thing', '--schema', JSON.stringify(schema))
    expect(await glance('md-object-list', namespace)).toMatch(/thing +\| a thing/)
    expect(await glance('md-object-property-show', namespace, 'thing', 'weight')).toMatch(/title +\| Weight/)

    await glance('md-object-update', namespace, 'thing', '--name', 'item')
    expect(await glance('md-object-show', namespace, 'item')).toContain('weight')
    await glance('md-object-delete', namespace, 'item')
    expect(await glance('md-object-list', namespace)).not.toContain('item')

    await glance('md-object-create', namespace, '--name', 'last', '--schema', '{}')
    await glance('md-namespace-objects-delete', namespace)
    expect(await glance('md-object-list', namespace)).not.toContain('last')
  })

  test('creates, shows, lists, updates and deletes properties', async () => {
    const described = ['--title', 'Colour', '--schema', '{"type": "string", "enum": ["red"]}']
    await glance('md-property-create', namespace, '--name', 'colour', ...described)
    expect(await glance('md-property-list', namespace)).toMatch(/colour +\| Colour +\| string/)

    await glance('md-property-update', namespace, 'colour', '--name', 'paint', '--title', 'Paint')
    const shown = await glance('md-property-show', namespace, 'paint')
    expect(shown).toMatch(/title +\| Paint/)
    expect(shown).toContain('red')
    await glance('md-property-delete', namespace, 'paint')
    expect(await glance('md-property-list', namespace)).not.toContain('paint')

    await glance('md-property-create', namespace, '--name', 'last', ...described)
    await glance('md-namespace-properties-delete', namespace)
    expect(await glance('md-property-list', namespace)).not.toContain('last')
  })

  test('creates, shows, lists, updates and deletes tags, one by one and together', async () => {
    await glance('md-tag-create', namespace, '--name', 'first')
    await glance('md-tag-update', namespace, 'first', '--name', 'renamed')
    expect(await glance('md-tag-show', namespace, 'renamed')).toContain('created_at')

    await glance('md-tag-create-multiple', namespace, '--names', 'a;b', '--delim', ';')
    expect(await glance('md-tag-list', namespace)).not.toContain('renamed')
    expect(await glance('md-tag-list', namespace)).toMatch(/\| b +\|/)

    await glance('md-tag-delete', namespace, 'a')
    expect(await glance('md-tag-list', namespace)).not.toMatch(/\| a +\|/)
    await glance('md-namespace-tags-delete', namespace)
    expect(await glance('md-tag-list', namespace)).not.toMatch(/\| b +\|/)
  })

  test('associates namespaces with resource types', async () => {
    const target = ['--name', 'OS::Cinder::Volume', '--prefix', 'vol_', '--properties-target', 'image']
    await glance('md-resource-type-associate', namespace, ...target)
    expect(await glance('md-resource-type-list')).toContain('OS::Cinder::Volume')
    expect(await glance('md-namespace-resource-type-list', namespace)).toMatch(
      /OS::Cinder::Volume +\| vol_ +\| image/,
    )
    await glance('md-resource-type-deassociate', namespace, 'OS::Cinder::Volume')
    expect(await glance('md-namespace-resource-type-list', namespace)).not.toContain('OS::Cinder::Volume')
  })

  test('is told what stands against it', async () => {
    await expect(glance('md-namespace-create', namespace)).rejects.toThrow(
      `The metadata definition namespace=${namespace} already exists.`,
    )
    await glance('md-namespace-update', namespace, '--protected', 'True')
    await expect(glance('md-namespace-delete', namespace)).rejects.toThrow('is protected')
    await expect(glance('md-tag-show', namespace, 'nope')).rejects.toThrow('Could not find metadata tag nope')
    await expect(alice('md-object-create', namespace, '--name', 'thing', '--schema', '{}')).rejects.toThrow(
      'You are not authorized to complete add_metadef_object action.',
    )
  })
})

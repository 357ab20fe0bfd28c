import type { Ask } from '../ask.ts'

const namespace = '/v2/metadefs/namespaces/full'
const property = { title: 'T', type: 'string' }

const ask = (request: string, json?: unknown): Ask => ({ as: 'admin', ask: request, json })
const get = (rest: string): Ask => ask(`GET ${namespace}${rest}`)
const add = (rest: string, json?: unknown): Ask => ask(`POST ${namespace}${rest}`, json)
const replace = (rest: string, json?: unknown): Ask => ask(`PUT ${namespace}${rest}`, json)
const remove = (rest: string): Ask => ask(`DELETE ${namespace}${rest}`)

const refused = (explanation: string, because: string): Ask['ours'] => ({
  because,
  status: 400,
  headers: { 'content-type': 'text/plain; charset=UTF-8' },
  body: `400 Bad Request\n\n${explanation}\n\n   `,
})
const unforeseen = 'a fault of the request, which the recorded one did not foresee'
const newName = 'the name that is taken is the new one'
const clash = (noun: string, name: string): Ask['ours'] => ({
  because: newName,
  body:
    `409 Conflict\n\nInvalid update. It would result in a duplicate metadata definition ${noun} ` +
    `with the same name=${name} in namespace=full.\n\n   `,
})

const objects: readonly Ask[] = [
  add('/objects', {
    name: 'o1',
    description: 'd',
    required: ['a', 'b'],
    properties: { a: property, b: { ...property, minimum: 1 } },
  }),
  add('/objects', { name: 'o1' }),
  add('/objects', { name: 'o2' }),
  add('/objects', { name: 'o3', properties: { a: { ...property, name: 'q' } } }),
  add('/objects', { name: 'o4', required: ['a,b', 'c'] }),
  get('/objects/o4'),
  add('/objects', { name: 'o5', properties: {}, required: [] }),
  add('/objects', { name: 'o6', self: 'x' }),
  add('/objects', { name: 'o6', description: '😀' }),
  add('/objects', { name: 'x'.repeat(81) }),
  add('/objects', { name: 5 }),
  add('/objects'),
  get('/objects'),
  get('/objects/o1'),
  replace('/objects/o1', { name: 'o1' }),
  get('/objects/o1'),
  { ...replace('/objects/o1', { name: 'o2' }), ours: clash('object', 'o2') },
  replace('/objects/o1', { name: 'o9', properties: { a: property } }),
  get('/objects/o1'),
  get('/objects/nope'),
  replace('/objects/nope', { name: 'o9' }),
  remove('/objects/nope'),
  get('/objects?limit=1'),
  get('/objects?limit=0'),
  get('/objects?limit=x'),
  get('/objects?sort_dir=x'),
  get('/objects?visibility=x'),
  get('/objects?marker=x&sort_key=x&visibility=shared'),
  remove('/objects/o9'),
  remove('/objects/o9'),
  ask(`PATCH ${namespace}/objects/o2`),
  remove('/objects'),
  get('/objects'),
  remove('/objects'),
]

const addProperty = (name: string, more: object): Ask => add('/properties', { ...property, name, ...more })

const properties: readonly Ask[] = [
  addProperty('p1', { default: 5 }),
  addProperty('p2', { default: true }),
  addProperty('p3', { default: null }),
  addProperty('p4', { enum: [], operators: [], description: 'd', items: { type: 'string' } }),
  addProperty('p5', { uniqueItems: true, minItems: 1, maxItems: 3, additionalItems: false }),
  {
    ...addProperty('p6', { enum: [1, 2] }),
    ours: refused('Invalid input for field/attribute enum: its values must be strings', unforeseen),
  },
  {
    ...addProperty('p6', { items: {} }),
    ours: refused("Mandatory field missing: 'type' of 'items'", unforeseen),
  },
  { ...addProperty('p6', { required: ['a'] }), ours: refused('Unknown attribute: required', unforeseen) },
  addProperty('p6', { minimum: null }),
  addProperty('p6', { type: null }),
  addProperty('p6', { title: 5 }),
  addProperty('p6', { description: '😀' }),
  addProperty('😀', {}),
  addProperty('p1', {}),
  addProperty('x'.repeat(81), {}),
  addProperty('p6', { created_at: 'x' }),
  get('/properties'),
  get('/properties/p2'),
  { ...replace('/properties/p1', { ...property, name: 'p2' }), ours: clash('property', 'p2') },
  replace('/properties/p1', { ...property, name: 'renamed', minimum: 1 }),
  get('/properties/p1'),
  replace('/properties/p1', { ...property, name: 'q' }),
  get('/properties/renamed'),
  remove('/properties/p2'),
  remove('/properties/p2'),

  add('/resource_types', { name: 'RT1', prefix: 'a_', properties_target: 'x' }),
  add('/resource_types', { name: 'RT1' }),
  add('/resource_types', { name: 'RT2' }),
  add('/resource_types', { name: 'x', created_at: 'x' }),
  add('/resource_types', { name: 'x'.repeat(81) }),
  { ...add('/resource_types', []), ours: refused('Unexpected body type. Expected dict.', unforeseen) },
  get('/resource_types'),
  get('/properties/a_renamed?resource_type=RT1'),
  get('/properties/renamed?resource_type=RT1'),
  get('/properties/renamed?resource_type=RT2'),
  get('/properties/a_nope?resource_type=RT1'),
  get('/properties/renamed?resource_type=nope'),
  get('/properties/renamed?resource_type='),
  get('?resource_type=RT1'),
  remove('/resource_types/RT1'),
  remove('/resource_types/RT1'),
  get('/properties/a_renamed?resource_type=RT1'),
  remove('/properties'),
  get('/properties'),
]

const addTags = (names: readonly string[], append?: string): Ask => ({
  ...add('/tags', { tags: names.map(name => ({ name })) }),
  ...(append && { headers: { 'X-Openstack-Append': append } }),
})

const tags: readonly Ask[] = [
  add('/tags/a'),
  add('/tags/a'),
  add('/tags/A'),
  add('/tags/b', { x: 1 }),
  add(`/tags/${'x'.repeat(81)}`),
  get('/tags/a'),
  get('/tags/nope'),
  replace('/tags/a', { name: 'z' }),
  replace('/tags/z', { name: 'A' }),
  replace('/tags/z', { name: 'z' }),
  replace('/tags/z', { name: 'z', created_at: 'x' }),
  replace('/tags/nope', { name: 'z' }),
  remove('/tags/nope'),
  addTags(['c', 'd']),
  get('/tags'),
  addTags(['e'], 'True'),
  get('/tags'),
  addTags(['c'], 'True'),
  addTags(['c', 'c']),
  get('/tags'),
  addTags([]),
  get('/tags'),
  { ...add('/tags', {}), ours: { because: unforeseen, status: 400, body: expect400Tags() } },
  add('/tags', { tags: [{}] }),
  add('/tags', { tags: [{ name: 'x', nope: 1 }] }),
  add('/tags', { tags: [], more: 1, and: 2 }),
  add('/tags', { tags: 'x' }),
  add('/tags'),
  addTags(['k', 'l', 'm', 'n']),
  get('/tags?limit=2'),
  get('/tags?limit=2&marker=m'),
  get('/tags?marker=nope'),
  get('/tags?limit=0'),
  get('/tags?limit=-1'),
  get('/tags?limit=x'),
  get('/tags?limit='),
  get('/tags?sort_key=name&sort_dir=asc'),
  get('/tags?sort_key=name&sort_dir=asc&marker=l'),
  {
    ...get('/tags?sort_key=nope'),
    ours: refused(
      'Invalid sort key: nope. It must be one of the following: name, created_at, updated_at, id.',
      unforeseen,
    ),
  },
  get('/tags?sort_dir=nope'),
  get('/tags?visibility=nope'),
  addTags(['p'], 'on'),
  addTags(['q'], 'nope'),
  get('/tags'),
  remove('/tags/q'),
  remove('/tags'),
  remove('/tags'),
]

function expect400Tags(): string {
  return (
    "400 Bad Request\n\nProvided object does not match schema 'tags': 'tags' is a required property  " +
    "Failed validating 'required' in schema: <schema> On instance:     {}\n\n   "
  )
}

const nowhere = ['/objects', '/properties', '/tags', '/resource_types'].flatMap((part): Ask[] => {
  const other = `/v2/metadefs/namespaces/nope${part}`
  return [
    ask(`GET ${other}`),
    ask(`GET ${other}/x`),
    ask(`DELETE ${other}`),
    ask(`DELETE ${other}/x`),
    ask(
      `POST ${other}`,
      part === '/tags' ? { tags: [] } : part === '/properties' ? { ...property, name: 'k' } : { name: 'k' },
    ),
    ask(`PUT ${other}`, {}),
    ask(`PUT ${other}/x`, part === '/properties' ? { ...property, name: 'k' } : { name: 'k' }),
  ]
})

export const metadefContents: readonly Ask[] = [
  ask('POST /v2/metadefs/namespaces', { namespace: 'full' }),
  ...objects,
  ...properties,
  ...tags,
  ...nowhere,
  remove(''),
]

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkCases, fuzzTimes } from '../../../support/random-cases.ts'
import { type ApiServer, startApi } from '../api-server.ts'
import { admin } from '../identities.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const name = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'OS::Nova::Flavor',
    '',
    ' ',
    '__proto__',
    'constructor',
    'x'.repeat(81),
    '😀',
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 10 }),
)
const anything = fc.jsonValue({ maxDepth: 3 })
const schema = fc.oneof(
  fc.dictionary(
    fc.constantFrom(
      ...['name', 'type', 'title', 'default', 'enum', 'items', 'minimum', 'maxLength', 'required'],
      ...['operators', 'readonly', 'pattern', 'confidential', '__proto__', 'nope'],
    ),
    fc.oneof(
      anything,
      name,
      fc.constantFrom(['a'], { type: 'string' }, { type: 'string', enum: [1] }, 1e300, -1),
    ),
  ),
  fc.record({ title: name, type: fc.constantFrom('string', 'array', 'integer'), default: anything }),
)
const object = fc.record(
  { name, description: name, required: fc.array(name), properties: fc.dictionary(name, schema) },
  { requiredKeys: [] },
)
const association = fc.record({ name, prefix: name, properties_target: name }, { requiredKeys: [] })
const tag = fc.record({ name }, { requiredKeys: [] })
const namespace = fc.record(
  {
    namespace: name,
    display_name: name,
    visibility: fc.constantFrom('public', 'private', 'shared'),
    protected: fc.boolean(),
    owner: name,
    objects: fc.array(object, { maxLength: 2 }),
    properties: fc.dictionary(name, schema),
    tags: fc.array(tag, { maxLength: 2 }),
    resource_type_associations: fc.array(association, { maxLength: 2 }),
  },
  { requiredKeys: ['namespace'] },
)
const named = fc.tuple(name, schema).map(([name, schema]) => ({ ...schema, name }))
const body = fc.oneof(
  namespace,
  object,
  association,
  tag,
  named,
  anything,
  fc.record({ tags: fc.array(tag, { maxLength: 3 }) }),
)
const segment = name.map(name => encodeURIComponent(name.toWellFormed()) || 'x')
const path = fc
  .tuple(
    segment,
    fc.constantFrom('', '/objects', '/properties', '/tags', '/resource_types'),
    fc.option(segment, { nil: undefined }),
  )
  .map(([namespace, kind, name]) => {
    const rest = kind && name !== undefined ? `${kind}/${name}` : kind
    return `/v2/metadefs/namespaces/${namespace}${rest}`
  })
const parameter = fc.constantFrom('limit', 'marker', 'sort_key', 'sort_dir', 'visibility', 'resource_types')
const query = fc
  .array(fc.tuple(parameter, fc.oneof(name, fc.constantFrom('0', '99999999999999999999', 'id', 'asc', ','))))
  .map(pairs => pairs.map(([key, value]) => `${key}=${encodeURIComponent(value.toWellFormed())}`).join('&'))

const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  path: fc.oneof(path, fc.constantFrom('/v2/metadefs/namespaces', '/v2/metadefs/resource_types')),
  query,
  body,
})

test(
  'no definition, however odd, is a fault of the service',
  async () => {
    await checkCases(
      fc.asyncProperty(request, async ({ method, path, query, body }) => {
        const answer = await fetch(`http://127.0.0.1:${api.port}${path}?${query}`, {
          method,
          headers: admin,
          body: method === 'POST' || method === 'PUT' ? JSON.stringify(body) : undefined,
        })
        await answer.arrayBuffer()
        expect(answer.status).toBeLessThan(500)
      }),
      600,
    )
    expect(api.errors).toEqual([])
  },
  120_000 * fuzzTimes,
)

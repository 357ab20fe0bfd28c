import type { Ask } from '../ask.ts'

const path = '/v2/metadefs/namespaces'
const property = { title: 'T', type: 'string' }

const ask = (request: string, json?: unknown): Ask => ({ as: 'admin', ask: request, json })
const get = (rest = ''): Ask => ask(`GET ${path}${rest}`)
const create = (json: unknown): Ask => ask(`POST ${path}`, json)
const replace = (name: string, json: unknown): Ask => ask(`PUT ${path}/${name}`, json)
const remove = (name: string): Ask => ask(`DELETE ${path}/${name}`)

const whole = {
  namespace: 'ns2',
  display_name: 'Two',
  description: 'd',
  visibility: 'public',
  protected: true,
  owner: 'x',
  resource_type_associations: [
    { name: 'OS::Nova::Flavor', prefix: 'hw_' },
    { name: 'R2', properties_target: 'image' },
  ],
  properties: {
    p1: property,
    p2: {
      ...property,
      enum: ['a'],
      default: 'a',
      operators: ['<in>'],
      minLength: 1,
      maxLength: 5,
      pattern: 'a',
      readonly: false,
    },
    p3: {
      ...property,
      type: 'array',
      items: { type: 'string', enum: ['b'] },
      uniqueItems: true,
      minItems: 1,
    },
  },
  objects: [
    {
      name: 'o1',
      description: 'od',
      required: ['q1'],
      properties: { q1: { ...property, type: 'integer', minimum: 1, maximum: 5 } },
    },
    { name: 'o2' },
  ],
  tags: [{ name: 't1' }, { name: 't2' }],
}

const becauseUnforeseen = 'a fault of the request, which the recorded one did not foresee'
const refused = (explanation: string, because = becauseUnforeseen): Ask['ours'] => ({
  because,
  status: 400,
  body: `400 Bad Request\n\n${explanation}\n\n   `,
})

export const metadefNamespaces: readonly Ask[] = [
  get(),
  create({ namespace: 'ns1' }),
  create({ namespace: 'ns1' }),
  create(whole),
  get(),
  get('/ns2'),
  get('/ns2?resource_type=OS::Nova::Flavor'),
  get('/ns2?resource_type=R2'),
  get('/ns2?resource_type=nope'),
  get('/ns2?visibility=zz'),
  get('/nope'),
  get('?resource_types=nope'),
  get('?resource_types=R2,nope'),
  get('?limit=1&x=y'),
  get('?limit=1&marker=ns2'),
  get('?marker=ns1'),
  get('?limit=0'),
  get('?limit=-1'),
  { ...get('?limit=x'), ours: refused('limit param must be an integer') },
  get('?marker=nope'),
  get('?sort_key=namespace&sort_dir=asc'),
  get('?sort_key=display_name'),
  {
    ...get('?sort_key=nope'),
    ours: refused(
      'Invalid sort key: nope. It must be one of the following: namespace, display_name, description, visibility, ' +
        'protected, owner, created_at, updated_at, id.',
    ),
  },
  get('?sort_dir=nope'),
  get('?visibility=nope'),
  get('?visibility=public'),
  get('?visibility=private'),
  ask('GET /v2/metadefs/resource_types'),
  ask('GET /v2/metadefs/resource_types', { a: 1 }),
  ask('PUT /v2/metadefs/resource_types'),
  { ...ask(`PATCH ${path}`), json: {} },
  { ...ask(`POST ${path}/ns1`), json: {} },

  remove('ns2'),
  remove('ns2/objects'),
  remove('ns2/properties'),
  remove('ns2/tags'),
  remove('ns2/tags/t1'),
  remove('ns2/objects/o1'),
  remove('ns2/properties/p1'),
  remove('ns2/resource_types/R2'),
  remove('ns2/resource_types/nope'),
  replace('ns2', { namespace: 'ns1' }),
  replace('nope', { namespace: 'ns1' }),
  replace('ns2', { namespace: 'ns3', display_name: 'x' }),
  get('/ns3'),
  get('/ns2'),
  replace('ns3', { namespace: 'ns3', visibility: 'public', owner: 'y', protected: false, description: 'e' }),
  replace('ns3', { namespace: 'ns3', self: 'x' }),
  ask(`PUT ${path}/ns3`),
  { ...ask(`PUT ${path}/ns3`), text: '{' },
  { ...replace('ns3', []), ours: refused('Unexpected body type. Expected dict.') },
  replace('ns3', { namespace: 'ns3', objects: [{ name: 'k' }], tags: [{ name: 'k' }] }),
  get('/ns3'),
  remove('ns3'),
  remove('ns3'),
  get('/ns3'),

  create({ namespace: 'ns4', properties: { p: { ...property, confidential: true, name: 'other' } } }),
  get('/ns4'),
  remove('ns4'),
  {
    ...create({ namespace: 'ns5', properties: { p: { ...property, required: ['a'] } } }),
    ours: refused('Unknown attribute: required'),
  },
  create({ namespace: 'ns6', objects: [{ name: 'o' }, { name: 'o' }] }),
  create({ namespace: 'ns6', tags: [{ name: 'a' }, { name: 'a' }] }),
  create({ namespace: 'ns6', resource_type_associations: [{ name: 'R' }, { name: 'R' }] }),
  get('/ns6'),
  create({ namespace: 'ns6', description: '😀' }),
  create({ namespace: 'ns6', tags: [{ name: '😀' }] }),
  {
    ...get('/ns6'),
    ours: {
      because: 'what is refused leaves nothing behind',
      status: 404,
      headers: { 'content-type': 'text/plain; charset=UTF-8' },
      body: '404 Not Found\n\nMetadata definition namespace=ns6 was not found.\n\n   ',
    },
  },
  {
    ...remove('ns6'),
    ours: {
      because: 'there is nothing left to remove',
      status: 404,
      headers: { 'content-type': 'text/plain; charset=UTF-8' },
      body: '404 Not Found\n\nNamespace ns6 not found\n\n   ',
    },
  },
  create({ namespace: 'ns7', tags: [], objects: [], properties: {}, resource_type_associations: [] }),
  get('/ns7'),
  remove('ns7'),
  create({ namespace: 'ns8', display_name: null }),
  create({ namespace: 'ns8', owner: null }),
  create({ namespace: 'ns8', protected: 'yes' }),
  create({ namespace: 'ns8', visibility: 'shared' }),
  create({ namespace: 'ns8', created_at: 'x' }),
  create({ namespace: 'x'.repeat(81) }),
  {
    ...create({ namespace: 'a::b c' }),
    ours: {
      because: 'no URL has a blank in it',
      headers: {
        'content-type': 'application/json',
        location: 'http://<host>/v2/metadefs/namespaces/a::b%20c',
      },
    },
  },
  get('/a::b%20c'),
  remove('a::b%20c'),
  { ...ask(`POST ${path}`), text: '5' },
  ask(`POST ${path}`),
  get('/ns1/nope'),
  remove('ns1'),
]

import type { Ask } from '../ask.ts'

const id = 'aaaaaaaa-0000-0000-0000-000000000000'
const unknown = 'bbbbbbbb-0000-0000-0000-000000000000'
const namespaces = '/v2/metadefs/namespaces'
const property = { name: 'p', title: 'T', type: 'string' }

const download = (headers: Record<string, string>): Ask => ({
  as: 'alice',
  ask: `GET /v2/images/${id}/file`,
  headers,
})
const missing = (Accept: string): Ask => ({ as: 'alice', ask: 'GET /v2/images/x', headers: { Accept } })
const patch = (json: unknown): Ask => ({
  as: 'alice',
  ask: `PATCH /v2/images/${id}`,
  headers: { 'Content-Type': 'application/openstack-images-v2.1-json-patch' },
  json,
})
const answer = (image: string, status: unknown, member = 'first-faults-bob'): Ask => ({
  as: 'bob',
  ask: `PUT /v2/images/${image}/members/${member}`,
  json: { status },
})
const define = (request: string, json?: unknown): Ask => ({ as: 'admin', ask: request, json })

/** Requests with several faults, or with one where two rules have a say: which is told. */
export const firstFaults: readonly Ask[] = [
  ...[
    'nonsense',
    'nonsense, text/plain',
    'application/json; charset=utf-8',
    'text/html;level=1, text/plain',
  ].map(missing),

  { as: 'alice', ask: 'GET /v2/images?name=%ff' },
  { as: 'alice', ask: 'GET /v2/images?name=%c3%a9&tag=%C3' },
  { as: 'alice', ask: 'GET /v2/images?name=%zz' },

  { as: 'alice', ask: 'POST /v2/images', json: { id, visibility: 'shared' } },
  download({ Range: 'bytes=0-1,2-3' }),
  download({ Range: 'nonsense' }),
  download({ 'Content-Range': 'nonsense' }),
  download({ 'Content-Range': 'bytes 0-9/3' }),

  patch([{ op: 'replace', path: '/min_ram', value: 'x' }, {}]),
  patch([{ op: 'remove', path: '/self' }, { op: 'test' }]),
  patch([{ op: 'replace', path: '/name', value: 'x' }, { op: 'test' }]),

  { as: 'alice', ask: `POST /v2/images/${unknown}/members`, json: { member: '😀' } },
  { as: 'alice', ask: `POST /v2/images/${id}/members`, json: { member: '😀' } },
  { as: 'alice', ask: `POST /v2/images/${id}/members`, json: { member: 'first-faults-bob' } },
  answer(unknown, 'nonsense'),
  answer(id, 'nonsense', 'nobody'),
  answer(id, 'nonsense'),
  answer(id, ['accepted']),
  answer(id, 'accepted'),

  define(`POST ${namespaces}/nope/tags/${'x'.repeat(81)}`),
  define(`POST ${namespaces}`, { namespace: 'faulty' }),
  define(`POST ${namespaces}/faulty/tags/${'x'.repeat(81)}`),
  define(`PUT ${namespaces}/faulty/properties/p`, { ...property, name: '😀' }),
  define(`POST ${namespaces}/faulty/properties`, { ...property, minLength: -1 }),
  define(`POST ${namespaces}/faulty/objects`, { name: 'o', required: 'p' }),
  define(`POST ${namespaces}/faulty/objects`, { name: 'o', properties: { p: { title: 'T', type: 'nope' } } }),
  define(`GET ${namespaces}?visibility=public&visibility=nope`),
  define(`GET ${namespaces}?visibility=nope&visibility=public`),
  define(`DELETE ${namespaces}/faulty`),

  { as: 'alice', ask: 'GET /v2/cache' },
]

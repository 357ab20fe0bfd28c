import fc from 'fast-check'
import type { Route } from '../../../../src/api/router.ts'
import { admin } from '../identities.ts'
import { body, knownImage, knownName, oddText } from './values.ts'

export interface Hostile {
  readonly line: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Requests to one operation of the API, each odd in many ways, but framed as HTTP wants it. */
export function requestTo({ path }: Route, method: string): fc.Arbitrary<Hostile> {
  const parts = path.split('/').map(part => (part.startsWith(':') ? segment : fc.constant(part)))
  return fc
    .record({
      path: fc.tuple(...parts).map(segments => `/v2${segments.join('/')}`),
      query: fc.option(query, { nil: '' }),
      headers,
      body: method === 'GET' ? fc.oneof({ weight: 9, arbitrary: fc.constant(nothing) }, body) : body,
    })
    .map(({ path, query, headers, body }) => ({ line: `${method} ${path}${query}`, headers, body }))
}

const nothing = Buffer.alloc(0)

const segment = fc.oneof(
  { weight: 3, arbitrary: fc.constant(knownImage) },
  { weight: 2, arbitrary: fc.constant(knownName) },
  fc.constantFrom(
    'x',
    '%00',
    '%ff',
    '%zz',
    '%',
    '%2F',
    '..',
    '%2e%2e',
    '%F0%9F%98%80',
    '%ED%A0%80',
    ';',
    '*',
  ),
  fc.constantFrom('a'.repeat(500), '%C3%A9'.repeat(300), '00000000-0000-0000-0000-00000000000G'),
  oddText.map(encode),
)

const parameter = fc.constantFrom(
  ...['limit', 'marker', 'sort', 'sort_key', 'sort_dir', 'name', 'id', 'size_min', 'virtual_size_max', 'tag'],
  ...['visibility', 'member_status', 'os_hidden', 'protected', 'owner', 'status', 'created_at', 'updated_at'],
  ...['type', 'resource_types', 'resource_type', 'min_ram', 'changes-since', 'prefer', 'x', '', '__proto__'],
)
const parameterValue = fc.oneof(
  oddText.map(encode),
  fc.constantFrom(
    'in:"',
    'in:a,"b"',
    'gt:2020',
    'neq:',
    'lt:x',
    '%zz',
    '%ff',
    'name:asc,',
    'size:desc',
    'asc',
  ),
  fc.constantFrom(knownImage, knownName, '1', 'all', 'shared', 'created_at', 'in:'.repeat(100)),
)
const query = fc
  .array(fc.tuple(parameter, parameterValue), { maxLength: 4 })
  .map(pairs => `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`)

// Not X-Service-Catalog: what stands there is the word of the filter in front, and its faults are the service's.
const headerName = fc.constantFrom(
  ...['Accept', 'Accept-Language', 'Range', 'Content-Range', 'Content-Encoding', 'If-None-Match', 'Host'],
  ...['X-Image-Meta-Store', 'X-Openstack-Image-Size', 'X-Openstack-Request-Id', 'X-Image-Cache-Clear-Target'],
  ...['X-Openstack-Append', 'Expect', 'X-Forwarded-Proto', 'X-Http-Method-Override', 'Content-Type'],
  ...['X-Identity-Status', 'X-User-Id', 'X-Project-Id', 'X-Roles', 'X-Service-Roles', 'X-Domain-Id'],
)
const headerValue = fc.oneof(
  fc.string({ maxLength: 20 }).map(text => text.replaceAll(/[^\x20-\x7e]/g, '')),
  fc.constantFrom('bytes=0-', 'bytes=-0', 'bytes=9-1', 'bytes 0-1/*', 'bytes */*', 'bytes=0-1,3-', '*/*;q=x'),
  fc.constantFrom('99999999999999999999', '-1', '{', '[1]', '\xe9\xff', '\x80', 'a\tb', 'x'.repeat(3000), ''),
)
const contentType = fc.constantFrom(
  'application/octet-stream',
  'application/json',
  'application/openstack-images-v2.1-json-patch',
  'application/openstack-images-v2.0-json-patch',
)
const headers = fc
  .tuple(contentType, fc.dictionary(headerName, headerValue, { maxKeys: 3 }))
  .map(([type, odd]) => ({ ...admin, 'Content-Type': type, ...odd }))

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

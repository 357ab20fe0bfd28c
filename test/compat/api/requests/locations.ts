import type { Ask } from '../ask.ts'

const [full, empty] = ['1', '2'].map(digit => `88888888-8888-8888-8888-88888888888${digit}`)

const patch = (op: string, path: string, value?: unknown, id = full): Ask => ({
  as: 'alice',
  ask: `PATCH /v2/images/${id}`,
  headers: { 'Content-Type': 'application/openstack-images-v2.1-json-patch' },
  json: [{ op, path, value }],
})

/** With locations and direct URLs for everybody to see. */
export const settings = `
show_multiple_locations = True
show_image_direct_url = True
`

export const locations: readonly Ask[] = [
  {
    as: 'alice',
    ask: 'POST /v2/images',
    json: { id: full, disk_format: 'raw', container_format: 'bare' },
  },
  { as: 'alice', ask: 'POST /v2/images', json: { id: empty, disk_format: 'raw', container_format: 'bare' } },
  {
    as: 'alice',
    ask: `PUT /v2/images/${full}/file`,
    headers: { 'Content-Type': 'application/octet-stream' },
    text: '0123456789',
  },
  { as: 'alice', ask: `GET /v2/images/${full}` },
  patch('remove', '/locations/0'),
  patch('remove', '/locations/9'),
  patch('replace', '/locations', []),
  patch('remove', '/locations/0', undefined, empty),
  patch('add', '/locations/-', { url: 'file:///etc/passwd', metadata: {} }, empty),
  patch('add', '/locations/-', { url: 'nope://x/y', metadata: {} }, empty),
  patch('add', '/locations/x', { url: 'http://127.0.0.1:9/x', metadata: {} }, empty),
  patch('add', '/locations/-', { url: 'http://127.0.0.1:9/x' }, empty),
  patch(
    'add',
    '/locations/-',
    { url: 'http://127.0.0.1:9/x', metadata: {}, validation_data: { checksum: 'x' } },
    empty,
  ),
  patch(
    'add',
    '/locations/-',
    {
      url: 'http://127.0.0.1:9/x',
      metadata: {},
      validation_data: { os_hash_algo: 'md5', os_hash_value: 'abc' },
    },
    empty,
  ),
  patch(
    'add',
    '/locations/-',
    {
      url: 'http://127.0.0.1:9/x',
      metadata: {},
      validation_data: { os_hash_algo: 'sha512', os_hash_value: 'xyz' },
    },
    empty,
  ),
  patch(
    'add',
    '/locations/-',
    {
      url: 'http://127.0.0.1:9/x',
      metadata: {},
      validation_data: { os_hash_algo: 'sha512', os_hash_value: 'abcd' },
    },
    full,
  ),
  { as: 'alice', ask: `POST /v2/images/${full}/actions/deactivate` },
  { as: 'alice', ask: `GET /v2/images/${full}` },
  { as: 'admin', ask: `GET /v2/images/${full}` },
  patch('add', '/locations/-', { url: 'http://127.0.0.1:9/x', metadata: {} }),
  { as: 'alice', ask: `GET /v2/images/${empty}` },
]

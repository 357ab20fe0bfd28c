import type { Ask } from '../ask.ts'

const ids = ['4', '5', '6', '7'].map(digit => `44444444-4444-4444-4444-44444444444${digit}`)
const [full, empty, bare, sized] = ids

const octets = { 'Content-Type': 'application/octet-stream' }
const ready = { disk_format: 'raw', container_format: 'bare' }

const upload = (
  id: string | undefined,
  text: string,
  headers: object = {},
  as: Ask['as'] = 'alice',
): Ask => ({
  as,
  ask: `PUT /v2/images/${id}/file`,
  headers: { ...octets, ...headers },
  text,
})
const download = (headers: Record<string, string> = {}, as: Ask['as'] = 'alice'): Ask => ({
  as,
  ask: `GET /v2/images/${full}/file`,
  headers,
})
const create = (json: object): Ask => ({ as: 'alice', ask: 'POST /v2/images', json })

export const data: readonly Ask[] = [
  create({ id: full, ...ready }),
  create({ id: empty, ...ready }),
  create({ id: bare }),
  create({ id: sized, ...ready }),
  download(),
  {
    as: 'alice',
    ask: `PUT /v2/images/${full}/file`,
    text: '0123456789',
    headers: { 'Content-Type': 'text/plain' },
    ours: {
      because: 'later releases say what is wrong',
      body: '415 Unsupported Media Type\n\nThe request media type text/plain is not supported by this server. \n\n Invalid content type text/plain',
    },
  },
  upload('44444444-4444-4444-4444-444444444449', '0123456789'),
  upload(full, '0123456789', {}, 'bob'),
  upload(bare, '0123456789'),
  { as: 'alice', ask: `GET /v2/images/${bare}` },
  upload(full, '0123456789'),
  { as: 'alice', ask: `GET /v2/images/${full}` },
  upload(full, 'again'),
  upload(empty, ''),
  { as: 'alice', ask: `GET /v2/images/${empty}` },
  { as: 'alice', ask: `GET /v2/images/${empty}/file` },
  download(),
  download({ Range: 'bytes=0-3' }),
  download({ Range: 'bytes=4-' }),
  download({ Range: 'bytes=-3' }),
  download({ Range: 'bytes=-30' }),
  download({ Range: 'bytes=8-30' }),
  download({ Range: 'bytes=9-9' }),
  download({ Range: 'bytes=10-' }),
  download({ Range: 'bytes=5-2' }),
  download({ Range: 'bytes=a-b' }),
  download({ Range: 'items=0-1' }),
  download({ Range: 'bytes=0-1,4-5' }),
  download({ Range: 'bytes = 0 - 1' }),
  download({ Range: 'bytes=10-', Accept: 'application/json' }),
  download({ 'Content-Range': 'bytes 2-5/*' }),
  download({ 'Content-Range': 'bytes 2-5/10' }),
  download({ 'Content-Range': 'bytes 2-30/*' }),
  download({ 'Content-Range': 'bytes 10-11/*' }),
  download({ 'Content-Range': 'bytes 5-2/*' }),
  download({ 'Content-Range': 'nope' }),
  download({ Range: 'bytes=0-1', 'Content-Range': 'bytes 2-5/*' }),
  download({}, 'bob'),
  { as: 'alice', ask: 'GET /v2/images/44444444-4444-4444-4444-444444444449/file' },
  { as: 'alice', ask: `POST /v2/images/${bare}/actions/deactivate` },
  { as: 'alice', ask: `POST /v2/images/${full}/actions/reactivate` },
  { as: 'alice', ask: `POST /v2/images/${full}/actions/deactivate` },
  { as: 'alice', ask: `POST /v2/images/${full}/actions/deactivate` },
  { as: 'alice', ask: `GET /v2/images/${full}` },
  download(),
  download({}, 'admin'),
  { as: 'alice', ask: `POST /v2/images/${full}/actions/reactivate` },
  { as: 'alice', ask: `POST /v2/images/${full}/actions/reactivate`, text: 'x' },
  { as: 'bob', ask: `POST /v2/images/${full}/actions/deactivate` },
  download(),
  { as: 'alice', ask: `PUT /v2/images/${sized}/stage`, headers: octets, text: 'staged' },
  { as: 'alice', ask: `GET /v2/images/${sized}` },
  { as: 'alice', ask: `PUT /v2/images/${sized}/stage`, headers: octets, text: 'staged' },
  upload(sized, 'late'),
  {
    as: 'alice',
    ask: `PUT /v2/images/${bare}/stage`,
    text: 'staged',
    ours: {
      because: 'later releases say what is wrong',
      body: '415 Unsupported Media Type\n\nThe request media type ${CONTENT_TYPE} is not supported by this server. \n\n Invalid content type None',
    },
  },
  { as: 'alice', ask: `DELETE /v2/images/${sized}` },
  { as: 'bob', ask: `DELETE /v2/images/${full}` },
  { as: 'alice', ask: `DELETE /v2/images/${full}` },
  { as: 'alice', ask: `DELETE /v2/images/${full}` },
  { as: 'alice', ask: `GET /v2/images/${full}` },
  { as: 'alice', ask: `GET /v2/images/${full}/file` },
  create({ id: full }),
]

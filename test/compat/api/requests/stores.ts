import type { Ask } from '../ask.ts'

const [one, two, three] = ['1', '2', '3'].map(digit => `77777777-7777-7777-7777-77777777777${digit}`)

const ready = { disk_format: 'raw', container_format: 'bare' }
const octets = { 'Content-Type': 'application/octet-stream' }
const store = (id: string): Record<string, string> => ({ ...octets, 'X-Image-Meta-Store': id })

const inDetail = (id: string): object => ({
  id,
  type: 'file',
  properties: { data_dir: `<folder>/${id}`, chunk_size: 65536, thin_provisioning: false },
})

/** With two stores: fast, which is the default, and slow. */
export const settings = `
enabled_backends = fast:file,slow:file
[glance_store]
default_backend = fast
[fast]
filesystem_store_datadir = <folder>/fast
store_description = Quick and small
[slow]
filesystem_store_datadir = <folder>/slow
weight = 5
[os_glance_staging_store]
filesystem_store_datadir = <folder>/staging
[os_glance_tasks_store]
filesystem_store_datadir = <folder>/tasks
`

export const stores: readonly Ask[] = [
  { as: 'alice', ask: 'GET /v2/info/stores' },
  { as: 'alice', ask: 'GET /v2/info/stores/detail' },
  {
    as: 'admin',
    ask: 'GET /v2/info/stores/detail',
    ours: {
      because: 'later releases show the weight',
      body: {
        stores: [
          { ...inDetail('fast'), description: '<words>', default: 'true', weight: 0 },
          { ...inDetail('slow'), weight: 5 },
        ],
      },
    },
  },
  { as: 'alice', ask: 'POST /v2/images', json: { id: one, ...ready } },
  { as: 'alice', ask: 'POST /v2/images', json: { id: two, ...ready } },
  { as: 'alice', ask: 'POST /v2/images', json: { id: three, ...ready } },
  { as: 'alice', ask: `PUT /v2/images/${one}/file`, headers: octets, text: 'in the default store' },
  { as: 'alice', ask: `GET /v2/images/${one}` },
  { as: 'alice', ask: `PUT /v2/images/${two}/file`, headers: store('slow'), text: 'in the slow store' },
  { as: 'alice', ask: `GET /v2/images/${two}` },
  { as: 'alice', ask: `GET /v2/images/${two}/file` },
  { as: 'bob', ask: `GET /v2/images/${two}` },
  { as: 'alice', ask: `PUT /v2/images/${three}/file`, headers: store('nope'), text: 'nowhere' },
  { as: 'alice', ask: `GET /v2/images/${three}` },
  { as: 'alice', ask: 'GET /v2/images?sort=id:asc' },
  { as: 'alice', ask: `POST /v2/images/${two}/actions/deactivate` },
  { as: 'alice', ask: `GET /v2/images/${two}` },
  { as: 'admin', ask: `GET /v2/images/${two}` },
  { as: 'admin', ask: `DELETE /v2/stores/nope/${one}` },
  { as: 'admin', ask: `DELETE /v2/stores/fast/99999999-9999-9999-9999-999999999999` },
  { as: 'admin', ask: `DELETE /v2/stores/fast/${one}` },
  { as: 'admin', ask: `DELETE /v2/stores/slow/${one}` },
  { as: 'admin', ask: `DELETE /v2/stores/fast/${three}` },
  { as: 'alice', ask: `DELETE /v2/stores/fast/${one}` },
  { as: 'bob', ask: `DELETE /v2/stores/fast/${one}` },
  { as: 'admin', ask: `GET /v2/stores/fast/${one}` },
  { as: 'alice', ask: `DELETE /v2/images/${one}` },
]

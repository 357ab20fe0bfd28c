import type { Ask } from '../ask.ts'

const [one, two] = ['1', '2'].map(digit => `88888888-8888-8888-8888-88888888888${digit}`)

const patchTypes = [
  'application/openstack-images-v2.0-json-patch',
  'application/openstack-images-v2.1-json-patch',
]
const [strict, lenient] = patchTypes.map(type => ({ 'Content-Type': type }))

function patch(as: Ask['as'], id: string | undefined, op: string, name: string, value?: string): Ask {
  const operation = { op, path: `/${name}`, ...(value !== undefined && { value }) }
  return { as, ask: `PATCH /v2/images/${id}`, headers: lenient, json: [operation] }
}

export const settings = `
property_protection_file = <here>/protections-by-roles.conf
`

export const protections: readonly Ask[] = [
  { as: 'alice', ask: 'POST /v2/images', json: { id: one, license: 'mit', open_door: 'yes' } },
  { as: 'alice', ask: 'POST /v2/images', json: { id: two, nobody_knows: 'x' } },
  { as: 'alice', ask: 'POST /v2/images', json: { id: two, unheard_of: 'x' } },
  { as: 'admin', ask: 'POST /v2/images', json: { id: two, unheard_of: 'x' } },
  { as: 'alice', ask: 'POST /v2/images', json: { id: two, os_glance_own: 'x' } },
  { as: 'admin', ask: 'POST /v2/images', json: { id: two, secret_key: '42', visibility: 'community' } },
  { as: 'admin', ask: `GET /v2/images/${two}` },
  { as: 'alice', ask: `GET /v2/images/${two}` },
  { as: 'alice', ask: 'GET /v2/images?visibility=community' },
  patch('alice', one, 'replace', 'license', 'gpl'),
  patch('alice', one, 'add', 'license', 'gpl'),
  patch('alice', one, 'remove', 'license'),
  patch('alice', one, 'replace', 'open_door', 'no'),
  patch('alice', one, 'add', 'open_window', 'no'),
  patch('alice', one, 'remove', 'open_door'),
  patch('alice', one, 'remove', 'open_door'),
  patch('alice', one, 'add', 'nobody_knows', 'x'),
  patch('alice', one, 'add', 'frozen', 'x'),
  patch('alice', one, 'add', 'frozen', 'y'),
  patch('alice', one, 'remove', 'frozen'),
  patch('alice', one, 'replace', 'secret_key', 'x'),
  {
    as: 'alice',
    ask: `PATCH /v2/images/${one}`,
    headers: strict,
    json: [{ replace: '/license', value: 'gpl' }],
  },
  patch('admin', one, 'replace', 'license', 'gpl'),
  patch('admin', one, 'add', 'secret_plan', 'b'),
  { as: 'admin', ask: `GET /v2/images/${one}` },
  patch('alice', one, 'replace', 'secret_plan', 'c'),
  patch('alice', one, 'remove', 'secret_plan'),
  patch('admin', one, 'remove', 'license'),
  { as: 'alice', ask: `GET /v2/images/${one}` },
  { as: 'admin', ask: `GET /v2/images/${one}` },
  { as: 'alice', ask: 'GET /v2/images?secret_key=mine' },
  { as: 'alice', ask: `DELETE /v2/images/${one}` },
]

export const policySettings = `
property_protection_file = <here>/protections-by-policies.conf
property_protection_rule_format = policies
`

export const protectionsByPolicies: readonly Ask[] = [
  { as: 'alice', ask: 'POST /v2/images', json: { id: one, anything: 'x' } },
  { as: 'alice', ask: 'POST /v2/images', json: { id: two, admins_word: 'x' } },
  {
    as: 'admin',
    ask: 'POST /v2/images',
    json: { id: two, admins_word: 'x', closed_to: 'alice', visibility: 'community' },
  },
  { as: 'alice', ask: `GET /v2/images/${two}` },
  { as: 'admin', ask: `GET /v2/images/${two}` },
  patch('alice', one, 'add', 'closed_to', 'x'),
  patch('alice', one, 'replace', 'anything', 'y'),
  patch('admin', two, 'replace', 'closed_to', 'x'),
  patch('admin', two, 'replace', 'admins_word', 'y'),
  patch('admin', two, 'remove', 'closed_to'),
]

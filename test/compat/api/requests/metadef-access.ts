import type { Ask, Who } from '../ask.ts'

const path = '/v2/metadefs/namespaces'
const property = { title: 'T', type: 'string' }
const contents = {
  tags: [{ name: 't' }],
  objects: [{ name: 'o' }],
  properties: { p: property },
  resource_type_associations: [{ name: 'R', prefix: 'x_' }],
}

const create = (json: unknown): Ask => ({ as: 'admin', ask: `POST ${path}`, json })

/** Everything that somebody might try with a namespace, gentle things first. */
function attempts(as: Who, name: string): readonly Ask[] {
  const ask = (method: string, rest = '', json?: unknown): Ask => ({
    as,
    ask: `${method} ${path}/${name}${rest}`,
    json,
  })
  const named = { ...property, name: 'k' }
  return [
    ...['', '/objects', '/properties', '/tags', '/resource_types'].map(rest => ask('GET', rest)),
    ...['/objects/o', '/properties/p', '/tags/t', '/properties/x_p?resource_type=R'].map(rest =>
      ask('GET', rest),
    ),
    ask('PUT', '', { namespace: 'mine' }),
    ask('PUT', '/objects/o', { name: 'k' }),
    ask('PUT', '/properties/p', named),
    ask('PUT', '/tags/t', { name: 'k' }),
    ask('POST', '/objects', { name: 'k' }),
    ask('POST', '/properties', named),
    ask('POST', '/tags', { tags: [{ name: 'k' }] }),
    ask('POST', '/tags/k'),
    ask('POST', '/resource_types', { name: 'k' }),
    ...['/objects/o', '/properties/p', '/tags/t', '/resource_types/R'].map(rest => ask('DELETE', rest)),
    ...['/objects', '/properties', '/tags', ''].map(rest => ask('DELETE', rest)),
  ]
}

const hidden = 'that a namespace exists is not told to those who may not see it'

export const metadefAccess: readonly Ask[] = [
  create({ namespace: 'hidden', ...contents }),
  create({ namespace: 'open', visibility: 'public', ...contents }),
  create({ namespace: 'own', owner: 'metadef-access-alice', ...contents }),
  { as: 'alice', ask: `GET ${path}` },
  { as: 'bob', ask: `GET ${path}` },
  { as: 'alice', ask: `GET ${path}?visibility=private` },
  { as: 'bob', ask: `GET ${path}?marker=open` },
  {
    as: 'bob',
    ask: `GET ${path}?marker=hidden`,
    ours: {
      because: hidden,
      status: 404,
      body: '404 Not Found\n\nMetadata definition namespace=hidden was not found.\n\n   ',
    },
  },
  { as: 'alice', ask: `POST ${path}`, json: { namespace: 'mine' } },
  ...attempts('alice', 'own'),
  ...attempts('alice', 'hidden'),
  ...attempts('looker', 'open'),
  { ask: `GET ${path}` },
  ...['hidden', 'open', 'own'].map((name): Ask => ({ as: 'admin', ask: `DELETE ${path}/${name}` })),
]

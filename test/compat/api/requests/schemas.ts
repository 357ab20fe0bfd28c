import type { Ask } from '../ask.ts'

const paths = [
  ...['image', 'images', 'member', 'members'],
  ...['namespace', 'namespaces', 'object', 'objects', 'property', 'properties'].map(
    name => `metadefs/${name}`,
  ),
  ...['resource_type', 'resource_types', 'tag', 'tags'].map(name => `metadefs/${name}`),
]

const create = (json: unknown): Ask => ({ as: 'alice', ask: 'POST /v2/images', json })

export const schemas: readonly Ask[] = [
  ...paths.map((path): Ask => ({ as: 'alice', ask: `GET /v2/schemas/${path}` })),
  create({ season: 'spring' }),
  create({ rank: 0 }),
  create({ rank: 'three' }),
  create({ season: 'winter' }),
  create({ kernel_id: '66666666-6666-6666-6666-666666666666' }),
]

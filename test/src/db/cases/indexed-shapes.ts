import type { Database } from '../../../../src/db/database.ts'
import { engineOf } from '../../../../src/db/facade.ts'
import { addListIndexes } from '../../../../src/db/list-indexes/change.ts'
import { ensureEmbedded, openDatabase } from '../../../../src/db/open.ts'
import type { ImageQuery } from '../../../../src/db/records.ts'
import { admin, alice, aQuery } from '../../../contracts/database/cases.ts'

/** A new database with our indexes, as a service opens it. */
export async function openIndexed(connection: string): Promise<Database> {
  const first = await openDatabase({ connection })
  await ensureEmbedded(first)
  await addListIndexes(engineOf(first), () => {})
  await first.close()
  return openDatabase({ connection })
}

const sortedBy = (key: ImageQuery['sort'][number]['key']) =>
  (['asc', 'desc'] as const).map(direction => {
    return ([key, 'created_at', 'id'] as const).map(each => ({ key: each, direction }))
  })
const [byName = [], byNameBackwards = []] = sortedBy('name')
const [bySize = []] = sortedBy('size')
const [byStatus = []] = sortedBy('status')

/** Lists that no index of Glance's serves, or none so well, with the index of ours that does. */
export const indexedShapes = {
  own: { query: aQuery({ viewer: alice }), index: 'glasspaste_images_owner' },
  public: { query: aQuery({ viewer: alice }), index: 'glasspaste_images_visibility' },
  shared: { query: aQuery({ viewer: alice }), index: 'glasspaste_members_member' },
  'of one tag': { query: aQuery({ viewer: admin, tags: ['rare 6'] }), index: 'glasspaste_tags_value' },
  'of one property': {
    query: aQuery({ viewer: admin, properties: new Map([['rare', '12']]) }),
    index: 'glasspaste_properties_value',
  },
  'of one name': {
    query: aQuery({ viewer: admin, where: [{ column: 'name', operator: 'eq', value: 'n3' }] }),
    index: 'glasspaste_images_name',
  },
  'of one status': {
    query: aQuery({ viewer: admin, where: [{ column: 'status', operator: 'eq', value: 'queued' }] }),
    index: 'glasspaste_images_status',
  },
  'sorted by name': { query: aQuery({ viewer: admin, sort: byName }), index: 'glasspaste_images_name' },
  'sorted by name, backwards': {
    query: aQuery({ viewer: admin, sort: byNameBackwards }),
    index: 'glasspaste_images_name',
  },
  'sorted by size': { query: aQuery({ viewer: admin, sort: bySize }), index: 'glasspaste_images_size' },
  'sorted by status': { query: aQuery({ viewer: admin, sort: byStatus }), index: 'glasspaste_images_status' },
} as const satisfies Readonly<Record<string, { readonly query: ImageQuery; readonly index: string }>>

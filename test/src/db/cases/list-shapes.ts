import type { ImageQuery, ImageRecord } from '../../../../src/db/records.ts'
import { admin, alice, aQuery, nobody } from '../../../contracts/database/cases.ts'

const marker = {
  id: 'f0a1c3d4-0000-4000-8000-000000000000',
  name: 'm',
  size: 1,
  status: 'active',
  created_at: '2020-01-01 00:00:00.000000',
  updated_at: '2020-01-01 00:00:00.000000',
} as ImageRecord

function sortedBy(key: ImageQuery['sort'][number]['key'], direction: 'asc' | 'desc'): ImageQuery['sort'] {
  return [
    { key, direction },
    { key: 'id', direction },
  ]
}

/** Lists that clients ask for, each of which some index can serve. */
export const listShapes = {
  own: aQuery({ viewer: alice }),
  'a later page': aQuery({ viewer: alice, marker }),
  'what is public': aQuery({ viewer: nobody }),
  'what is shared, whatever the answer': aQuery({ viewer: alice, visibility: 'shared', memberStatus: 'all' }),
  'all visibilities': aQuery({ viewer: alice, visibility: 'all' }),
  'everything, for an admin': aQuery({ viewer: admin }),
  'a later page, for an admin': aQuery({ viewer: admin, marker }),
  'community images, for an admin': aQuery({ viewer: admin, visibility: 'community' }),
  'the oldest update first': aQuery({ viewer: admin, sort: sortedBy('updated_at', 'asc'), marker }),
  'by id': aQuery({ viewer: admin, sort: sortedBy('id', 'asc'), marker }),
  'own, by name': aQuery({ viewer: alice, sort: sortedBy('name', 'asc'), marker }),
  'own, by size': aQuery({ viewer: alice, sort: sortedBy('size', 'desc'), marker }),
  'one owner, for an admin': aQuery({
    viewer: admin,
    where: [{ column: 'owner', operator: 'eq', value: 'bob' }],
  }),
  'one checksum': aQuery({ where: [{ column: 'checksum', operator: 'eq', value: 'c' }] }),
  'one multihash, for an admin': aQuery({
    viewer: admin,
    where: [{ column: 'os_hash_value', operator: 'eq', value: 'h' }],
  }),
  'some ids': aQuery({ viewer: admin, where: [{ column: 'id', operator: 'in', value: ['a', 'b'] }] }),
  'one tag': aQuery({ tags: ['t'] }),
  'two tags and a property, for an admin': aQuery({
    viewer: admin,
    tags: ['t', 'u'],
    properties: new Map([['k', 'v']]),
  }),
  'a later page of one tag': aQuery({ viewer: alice, tags: ['t'], marker }),
  'a later page of one property, for an admin': aQuery({
    viewer: admin,
    properties: new Map([['k', 'v']]),
    marker,
  }),
  'all visibilities, for an admin': aQuery({ viewer: admin, visibility: 'all' }),
  'private images of one owner, by size, for an admin': aQuery({
    viewer: admin,
    visibility: 'private',
    where: [{ column: 'owner', operator: 'eq', value: 'bob' }],
    sort: sortedBy('size', 'asc'),
  }),
  'one name, the latest update first, for an admin': aQuery({
    viewer: admin,
    where: [{ column: 'name', operator: 'eq', value: 'n' }],
    sort: sortedBy('updated_at', 'desc'),
  }),
  'what is shared, by name': aQuery({
    viewer: alice,
    visibility: 'shared',
    sort: sortedBy('name', 'desc'),
    marker,
  }),
  'own of one name': aQuery({ where: [{ column: 'name', operator: 'eq', value: 'n' }] }),
  'what is new since': aQuery({
    viewer: admin,
    where: [{ column: 'created_at', operator: 'gte', value: '2020-01-01 00:00:00.000000' }],
  }),
} as const satisfies Readonly<Record<string, ImageQuery>>

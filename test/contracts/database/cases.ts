import { randomUUID } from 'node:crypto'
import type { Database, NewImage } from '../../../src/db/database.ts'
import type { ImageQuery, ImageRecord } from '../../../src/db/records.ts'

/** Promises of a database, by title. Each is given an empty one. */
export type Cases = Readonly<Record<string, (database: Database) => Promise<void>>>

export const alice = { isAdmin: false, projectId: 'alice' }
export const bob = { isAdmin: false, projectId: 'bob' }
export const nobody = { isAdmin: false, projectId: null }
export const admin = { isAdmin: true, projectId: 'operators' }

export function anImage(columns: Partial<NewImage> = {}): NewImage {
  return { id: randomUUID(), status: 'active', owner: 'alice', visibility: 'private', ...columns }
}

/** Images made one after the other, each younger than the one before. */
export async function insertAll(
  database: Database,
  images: readonly Partial<NewImage>[],
): Promise<readonly ImageRecord[]> {
  const records: ImageRecord[] = []
  for (const image of images) records.push(await database.images.insert(anImage(image)))
  return records
}

/** What a list without parameters asks for, unless said otherwise. */
export function aQuery(parts: Partial<ImageQuery> = {}): ImageQuery {
  return {
    viewer: alice,
    memberStatus: 'accepted',
    where: [{ column: 'os_hidden', operator: 'eq', value: false }],
    properties: new Map(),
    tags: [],
    sort: youngestFirst,
    limit: 100,
    ...parts,
  }
}

export const youngestFirst: ImageQuery['sort'] = [
  { key: 'created_at', direction: 'desc' },
  { key: 'id', direction: 'desc' },
]

/** The names of what a list gives, in its order. */
export async function namesIn(
  database: Database,
  parts: Partial<ImageQuery>,
): Promise<readonly (string | null)[]> {
  return (await database.images.list(aQuery(parts))).map(image => image.name)
}

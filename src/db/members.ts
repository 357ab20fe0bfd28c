import type { Selectable } from 'kysely'
import { isLive } from './conditions.ts'
import { Duplicate, type Members } from './database.ts'
import { type Engine, inTransaction } from './engine.ts'
import { lockImage } from './lock.ts'
import type { MemberRecord, MemberStatus } from './records.ts'
import type { ImageMembersTable } from './schema.ts'

export function openMembers(engine: Engine): Members {
  return {
    list: async imageId => (await selectLive(engine, imageId).orderBy('id').execute()).map(toMember),
    find: (imageId, member) => findMember(engine, imageId, member),
    insert: (imageId, member) => inTransaction(engine, inside => insertMember(inside, imageId, member)),
    setStatus: (imageId, member, status) => setStatus(engine, { imageId, member, status }),
    delete: (imageId, member) => deleteMember(engine, imageId, member),
  }
}

function selectLive(engine: Engine, imageId: string) {
  return engine.db
    .selectFrom('image_members')
    .selectAll()
    .where('image_id', '=', imageId)
    .where(isLive(engine))
}

async function findMember(
  engine: Engine,
  imageId: string,
  member: string,
): Promise<MemberRecord | undefined> {
  const row = await selectLive(engine, imageId).where('member', '=', member).executeTakeFirst()
  return row && toMember(row)
}

// The unique constraint counts `deleted_at`, which is null for the living: it keeps nobody out. The lock does.
async function insertMember(engine: Engine, imageId: string, member: string): Promise<MemberRecord> {
  await lockImage(engine, imageId)
  if (await findMember(engine, imageId, member))
    throw new Duplicate(`${member} is a member of image ${imageId} already`)
  return (await reviveMember(engine, imageId, member)) ?? (await createMember(engine, imageId, member))
}

async function reviveMember(
  engine: Engine,
  imageId: string,
  member: string,
): Promise<MemberRecord | undefined> {
  const last = await engine.db
    .selectFrom('image_members')
    .select('id')
    .where('image_id', '=', imageId)
    .where('member', '=', member)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  if (!last) return undefined
  const row = await engine.db
    .updateTable('image_members')
    .set({ status: 'pending', updated_at: engine.clock(), deleted: false, deleted_at: null })
    .where('id', '=', last.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toMember(row)
}

async function createMember(engine: Engine, imageId: string, member: string): Promise<MemberRecord> {
  const now = engine.clock()
  const row = await engine.db
    .insertInto('image_members')
    .values({
      image_id: imageId,
      member,
      can_share: false,
      status: 'pending',
      created_at: now,
      updated_at: now,
      deleted: false,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toMember(row)
}

async function setStatus(
  engine: Engine,
  { imageId, member, status }: { imageId: string; member: string; status: MemberStatus },
): Promise<MemberRecord | undefined> {
  const row = await engine.db
    .updateTable('image_members')
    .set({ status, updated_at: engine.clock() })
    .where('image_id', '=', imageId)
    .where('member', '=', member)
    .where(isLive(engine))
    .returningAll()
    .executeTakeFirst()
  return row && toMember(row)
}

async function deleteMember(engine: Engine, imageId: string, member: string): Promise<boolean> {
  const now = engine.clock()
  const { numUpdatedRows } = await engine.db
    .updateTable('image_members')
    .set({ deleted: true, deleted_at: now, updated_at: now })
    .where('image_id', '=', imageId)
    .where('member', '=', member)
    .where(isLive(engine))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

function toMember(row: Selectable<ImageMembersTable>): MemberRecord {
  return {
    image_id: row.image_id,
    member: row.member,
    status: row.status,
    created_at: row.created_at,
    updated_at: row.updated_at ?? row.created_at,
  }
}

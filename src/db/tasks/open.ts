import { type Selectable, type SqlBool, sql } from 'kysely'
import { isLive } from '../conditions.ts'
import { type Engine, inTransaction } from '../engine.ts'
import { readJson, writeJson } from '../json.ts'
import type { Viewer } from '../records.ts'
import type { TaskInfoTable, TasksTable } from '../schema.ts'
import { pageOfTasks } from './page.ts'
import type { NewTask, TaskChange, TaskRecord, Tasks, WholeTask } from './tasks.ts'

export function openTasks(engine: Engine): Tasks {
  return {
    insert: task => inTransaction(engine, inside => insertTask(inside, task)),
    find: (id, viewer) => findTask(engine, id, viewer),
    update: (id, change, from) => inTransaction(engine, inside => updateTask(inside, id, change, from)),
    list: async query => (await pageOfTasks(engine, query).execute()).map(toRecord),
    ofImage: (imageId, viewer) => tasksOfImage(engine, imageId, viewer),
    expire: owner => expireTasks(engine, owner),
  }
}

async function insertTask(
  { db, clock }: Engine,
  { input = null, result = null, message = null, ...columns }: NewTask,
): Promise<WholeTask> {
  const now = clock()
  const row = await db
    .insertInto('tasks')
    .values({ created_at: now, updated_at: now, ...columns, deleted: false })
    .returningAll()
    .executeTakeFirstOrThrow()
  const info = { task_id: row.id, input: jsonOf(input), result: jsonOf(result), message }
  await db.insertInto('task_info').values(info).execute()
  return { ...toRecord(row), input, result, message }
}

async function findTask(engine: Engine, id: string, viewer: Viewer): Promise<WholeTask | undefined> {
  const row = await selectWhole(engine, viewer).where('tasks.id', '=', id).executeTakeFirst()
  return row && toWholeTask(row)
}

async function updateTask(
  engine: Engine,
  id: string,
  { result, message, ...columns }: TaskChange,
  from: readonly string[],
): Promise<boolean> {
  const { numUpdatedRows } = await engine.db
    .updateTable('tasks')
    .set({ updated_at: engine.clock(), ...columns })
    .where('id', '=', id)
    .where(isLive(engine))
    .where('status', 'in', from)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  if (result !== undefined || message !== undefined) {
    const info = { message, ...(result !== undefined && { result: jsonOf(result) }) }
    await engine.db.updateTable('task_info').set(info).where('task_id', '=', id).execute()
  }
  return true
}

async function tasksOfImage(engine: Engine, imageId: string, viewer: Viewer): Promise<readonly WholeTask[]> {
  const rows = await selectWhole(engine, viewer)
    .where('image_id', '=', imageId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toWholeTask)
}

function selectWhole(engine: Engine, { isAdmin, projectId }: Viewer) {
  return engine.db
    .selectFrom('tasks')
    .leftJoin('task_info', 'task_info.task_id', 'tasks.id')
    .selectAll('tasks')
    .select(['input', 'result', 'message'])
    .where(isLive(engine))
    .where(isAdmin ? sql<SqlBool>`true` : sql<SqlBool>`owner = ${projectId}`)
}

async function expireTasks({ db, clock }: Engine, owner: string): Promise<void> {
  const now = clock()
  await db
    .updateTable('tasks')
    .set({ deleted: true, deleted_at: now, updated_at: now })
    .where('owner', '=', owner)
    .where('deleted', '=', false)
    .where('expires_at', '<=', now)
    .execute()
}

function toRecord(row: Selectable<TasksTable>): TaskRecord {
  return {
    id: row.id,
    type: row.type,
    status: row.status,
    owner: row.owner,
    expires_at: row.expires_at,
    created_at: row.created_at,
    updated_at: row.updated_at ?? row.created_at,
    deleted_at: row.deleted_at,
    deleted: Boolean(row.deleted),
    image_id: row.image_id,
    request_id: row.request_id,
    user_id: row.user_id,
  }
}

type Info = { readonly [Column in 'input' | 'result' | 'message']: TaskInfoTable[Column] | null }

function toWholeTask(row: Selectable<TasksTable> & Info): WholeTask {
  const { input, result, message } = row
  return { ...toRecord(row), input: parse(input), result: parse(result), message }
}

function jsonOf(value: object | null): string | null {
  return value && writeJson(value)
}

function parse(json: string | null): WholeTask['input'] {
  return json === null ? null : readJson(json)
}

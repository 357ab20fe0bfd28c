import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { isLive } from '../conditions.ts'
import type { Engine } from '../engine.ts'
import type { TaskFilter, TaskQuery, TaskRecord, TaskSortKey } from './tasks.ts'

/** Before every time that a task may have. */
const dawn = '0001-01-01 00:00:00.000000'

/** The rows of a page, without what stands in `task_info`. */
export function pageOfTasks(engine: Engine, query: TaskQuery) {
  const { viewer, where, sortKey, direction, marker, limit } = query
  let page = engine.db.selectFrom('tasks').selectAll().where(isLive(engine))
  if (!viewer.isAdmin) page = page.where(sql<SqlBool>`owner = ${viewer.projectId}`)
  for (const [column, value] of Object.entries(where)) page = page.where(column as TaskFilter, '=', value)
  if (marker) page = page.where(isAfter(sortKey, direction, marker))
  return page
    .orderBy(orderable(sortKey), direction)
    .orderBy('created_at', direction)
    .orderBy('id', direction)
    .limit(limit)
}

function isAfter(
  sortKey: TaskSortKey,
  direction: TaskQuery['direction'],
  marker: TaskRecord,
): RawBuilder<SqlBool> {
  const beyond = sql.raw(direction === 'asc' ? '>' : '<')
  const position = sql.join([marker[sortKey] ?? dawn, marker.created_at, marker.id])
  return sql`(${orderable(sortKey)}, created_at, id) ${beyond} (${position})`
}

function orderable(key: TaskSortKey): RawBuilder<unknown> {
  if (key === 'expires_at') return sql`coalesce(expires_at, ${sql.lit(dawn)})`
  return key === 'updated_at' ? sql`coalesce(updated_at, created_at)` : sql.ref(key)
}

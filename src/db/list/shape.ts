import type { Engine } from '../engine.ts'
import { blank } from '../prepared.ts'
import type { Condition, ImageQuery, ImageRecord } from '../records.ts'
import type { ListQuery } from './parts.ts'

/** A list without its values. */
export interface Shape {
  /** Equal for equal shapes. */
  readonly key: string
  /** The query with a blank for every value; null stays, since SQL treats it differently. */
  readonly query: ListQuery
  /** By the names of the blanks. */
  readonly values: Readonly<Record<string, unknown>>
}

export function shapeOf(engine: Engine, query: ImageQuery): Shape {
  const values: Record<string, unknown> = {}
  const put = <T>(value: T): T => {
    if (value === null) return value
    const name = `value ${Object.keys(values).length}`
    values[name] = value
    return blank(name)
  }
  const { viewer, visibility, memberStatus, sort } = query
  const shape: ListQuery = {
    viewer: { isAdmin: viewer.isAdmin, projectId: put(viewer.projectId) },
    visibility,
    memberStatus,
    where: query.where.map(condition => ({ ...condition, value: put(bindable(engine, condition)) })),
    properties: new Map([...query.properties].map(([name, value]) => [put(name), put(value)])),
    tags: query.tags.map(put),
    sort,
    marker: query.marker && markerOf(sort, query.marker, put),
    limit: put(query.limit),
    most: engine.hasListIndexes && engine.differences.hasStatistics ? roundUp(query.limit) : undefined,
  }
  return { key: JSON.stringify({ ...shape, properties: [...shape.properties] }), query: shape, values }
}

// Blanks are named in order, so that equal shapes have equal names.
function markerOf(sort: ImageQuery['sort'], marker: ImageRecord, put: <T>(value: T) => T): ImageRecord {
  const blanks = Object.fromEntries(sort.map(({ key }) => [key, put(marker[key])]))
  return blanks as unknown as ImageRecord
}

/** Of all limits, a few. */
function roundUp(limit: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(limit))
  return [1, 2, 2.5, 5, 10].map(step => Math.ceil(step * magnitude)).find(most => most >= limit) ?? limit
}

function bindable({ differences }: Engine, { operator, value }: Condition): Condition['value'] {
  if (operator !== 'in') return value
  return differences.list(value as readonly (string | number)[]) as Condition['value']
}

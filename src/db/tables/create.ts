import { cacheTables } from './cache.ts'
import { imageTables } from './images.ts'
import { metadefTables } from './metadefs.ts'
import { createTables, type DialectName, type Table } from './table.ts'
import { taskTables } from './tasks.ts'

const tables = [...imageTables, ...taskTables, ...metadefTables, ...cacheTables]

/** The statements that make the whole schema in an empty database, but for the row that names its revision. */
export function createSchema(dialect: DialectName): readonly string[] {
  return [...createVisibilityType(dialect), ...createTables(dialect, tables)]
}

export function createVersionTable(dialect: DialectName): readonly string[] {
  return createTables(dialect, [alembicVersion])
}

/** What release 2024.1 added. */
export function createCacheTables(dialect: DialectName): readonly string[] {
  return createTables(dialect, cacheTables)
}

/** A type of its own on PostgreSQL, plain text on SQLite. */
export function createVisibilityType(dialect: DialectName): readonly string[] {
  return dialect === 'postgresql'
    ? ["CREATE TYPE image_visibility AS ENUM ('private', 'public', 'shared', 'community')"]
    : []
}

const alembicVersion: Table = {
  name: 'alembic_version',
  columns: ['version_num VARCHAR(32) NOT NULL'],
  constraints: ['CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)'],
}

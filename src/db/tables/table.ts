export type DialectName = 'sqlite' | 'postgresql'

/** A table of upstream's, in words that both databases' statements are made of. */
export interface Table {
  readonly name: string
  /** Name, type, and the rest as SQL. The types in capitals of `typeNames` differ between the databases. */
  readonly columns: readonly string[]
  readonly constraints: readonly string[]
  /** Name -> columns. */
  readonly indexes?: Readonly<Record<string, string>>
  /** Upstream's later migrations rebuilt this table and lost the checks of its booleans. */
  readonly withoutChecks?: boolean
}

export const times = ['created_at DATETIME NOT NULL', 'updated_at DATETIME']
export const softDeleted = [...times, 'deleted_at DATETIME', 'deleted BOOLEAN NOT NULL']

/** The statements that make tables and their indexes. */
export function createTables(dialect: DialectName, tables: readonly Table[]): readonly string[] {
  return tables.flatMap(table => [createTable(dialect, table), ...createIndexes(table)])
}

// The text, down to the white space, is what upstream leaves in sqlite_master.
function createTable(dialect: DialectName, { name, columns, constraints, withoutChecks }: Table): string {
  const booleans = columns.filter(column => column.includes(' BOOLEAN')).map(column => column.split(' ')[0])
  const checks =
    dialect === 'sqlite' && !withoutChecks ? booleans.map(column => `CHECK (${column} IN (0, 1))`) : []
  const lines = [...columns.map(column => inDialect(dialect, column)), ...constraints, ...checks]
  return `CREATE TABLE ${name} (\n\t${lines.join(', \n\t')}\n)`
}

function inDialect(dialect: DialectName, column: string): string {
  return column.replace(/[A-Z]{4,}/g, word => typeNames[dialect][word] ?? word)
}

function createIndexes({ name, indexes = {} }: Table): readonly string[] {
  return Object.entries(indexes).map(([index, columns]) => `CREATE INDEX ${index} ON ${name} (${columns})`)
}

const typeNames: Readonly<Record<DialectName, Readonly<Record<string, string>>>> = {
  sqlite: {
    SERIAL: 'INTEGER NOT NULL',
    BIGSERIAL: 'INTEGER NOT NULL',
    WIDE: 'INTEGER',
    DATETIME: 'DATETIME',
    VISIBILITY: 'VARCHAR(9)',
    FALSE: '0',
  },
  postgresql: {
    SERIAL: 'SERIAL NOT NULL',
    BIGSERIAL: 'BIGSERIAL NOT NULL',
    WIDE: 'BIGINT',
    DATETIME: 'TIMESTAMP WITHOUT TIME ZONE',
    VISIBILITY: 'image_visibility',
    FALSE: 'false',
  },
}

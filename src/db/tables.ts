export type DialectName = 'sqlite' | 'postgresql'

interface Table {
  readonly name: string
  /** Name, type, and the rest as SQL. The types in capitals of `typeNames` differ between the databases. */
  readonly columns: readonly string[]
  readonly constraints: readonly string[]
  /** Name -> columns. */
  readonly indexes?: Readonly<Record<string, string>>
  /** Upstream's later migrations rebuilt this table and lost the checks of its booleans. */
  readonly withoutChecks?: boolean
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

const times = ['created_at DATETIME NOT NULL', 'updated_at DATETIME']
const softDeleted = [...times, 'deleted_at DATETIME', 'deleted BOOLEAN NOT NULL']
const imageChild = ['id SERIAL', 'image_id VARCHAR(36) NOT NULL']
const ofImage = ['PRIMARY KEY (id)', 'FOREIGN KEY(image_id) REFERENCES images (id)']
const namespaceChild = ['id SERIAL', 'namespace_id INTEGER NOT NULL', 'name VARCHAR(80) NOT NULL']
const ofNamespace = ['PRIMARY KEY (id)', 'FOREIGN KEY(namespace_id) REFERENCES metadef_namespaces (id)']

const images: Table = {
  name: 'images',
  columns: [
    'id VARCHAR(36) NOT NULL',
    'name VARCHAR(255)',
    'size WIDE',
    'status VARCHAR(30) NOT NULL',
    ...softDeleted,
    'disk_format VARCHAR(20)',
    'container_format VARCHAR(20)',
    'checksum VARCHAR(32)',
    'owner VARCHAR(255)',
    'min_disk INTEGER NOT NULL',
    'min_ram INTEGER NOT NULL',
    'protected BOOLEAN DEFAULT FALSE NOT NULL',
    'virtual_size WIDE',
    "visibility VISIBILITY DEFAULT 'shared' NOT NULL",
    'os_hidden BOOLEAN DEFAULT FALSE NOT NULL',
    'os_hash_algo VARCHAR(64)',
    'os_hash_value VARCHAR(128)',
  ],
  constraints: ['PRIMARY KEY (id)'],
  indexes: {
    checksum_image_idx: 'checksum',
    ix_images_deleted: 'deleted',
    owner_image_idx: 'owner',
    created_at_image_idx: 'created_at',
    updated_at_image_idx: 'updated_at',
    visibility_image_idx: 'visibility',
    os_hidden_image_idx: 'os_hidden',
    os_hash_value_image_idx: 'os_hash_value',
  },
  withoutChecks: true,
}

const imageProperties: Table = {
  name: 'image_properties',
  columns: [...imageChild, 'name VARCHAR(255) NOT NULL', 'value TEXT', ...softDeleted],
  constraints: [...ofImage, 'CONSTRAINT ix_image_properties_image_id_name UNIQUE (image_id, name)'],
  indexes: { ix_image_properties_deleted: 'deleted', ix_image_properties_image_id: 'image_id' },
}

const imageLocations: Table = {
  name: 'image_locations',
  columns: [
    ...imageChild,
    'value TEXT NOT NULL',
    ...softDeleted,
    'meta_data TEXT',
    "status VARCHAR(30) DEFAULT 'active' NOT NULL",
  ],
  constraints: ofImage,
  indexes: { ix_image_locations_deleted: 'deleted', ix_image_locations_image_id: 'image_id' },
}

const imageMembers: Table = {
  name: 'image_members',
  columns: [
    ...imageChild,
    'member VARCHAR(255) NOT NULL',
    'can_share BOOLEAN NOT NULL',
    ...softDeleted,
    "status VARCHAR(20) DEFAULT 'pending' NOT NULL",
  ],
  constraints: [
    ...ofImage,
    'CONSTRAINT image_members_image_id_member_deleted_at_key UNIQUE (image_id, member, deleted_at)',
  ],
  indexes: {
    ix_image_members_deleted: 'deleted',
    ix_image_members_image_id: 'image_id',
    ix_image_members_image_id_member: 'image_id, member',
  },
}

const imageTags: Table = {
  name: 'image_tags',
  columns: [...imageChild, 'value VARCHAR(255) NOT NULL', ...softDeleted],
  constraints: ofImage,
  indexes: { ix_image_tags_image_id: 'image_id', ix_image_tags_image_id_tag_value: 'image_id, value' },
}

const tasks: Table = {
  name: 'tasks',
  columns: [
    'id VARCHAR(36) NOT NULL',
    'type VARCHAR(30) NOT NULL',
    'status VARCHAR(30) NOT NULL',
    'owner VARCHAR(255) NOT NULL',
    'expires_at DATETIME',
    ...softDeleted,
    'image_id VARCHAR(36)',
    'request_id VARCHAR(64)',
    'user_id VARCHAR(64)',
  ],
  constraints: ['PRIMARY KEY (id)'],
  indexes: {
    ix_tasks_deleted: 'deleted',
    ix_tasks_owner: 'owner',
    ix_tasks_status: 'status',
    ix_tasks_type: 'type',
    ix_tasks_updated_at: 'updated_at',
    ix_tasks_image_id: 'image_id',
  },
}

const taskInfo: Table = {
  name: 'task_info',
  columns: ['task_id VARCHAR(36) NOT NULL', 'input TEXT', 'result TEXT', 'message TEXT'],
  constraints: ['PRIMARY KEY (task_id)', 'FOREIGN KEY(task_id) REFERENCES tasks (id)'],
}

const metadefNamespaces: Table = {
  name: 'metadef_namespaces',
  columns: [
    'id SERIAL',
    'namespace VARCHAR(80) NOT NULL',
    'display_name VARCHAR(80)',
    'description TEXT',
    'visibility VARCHAR(32)',
    'protected BOOLEAN',
    'owner VARCHAR(255) NOT NULL',
    ...times,
  ],
  constraints: ['PRIMARY KEY (id)', 'CONSTRAINT uq_metadef_namespaces_namespace UNIQUE (namespace)'],
  indexes: { ix_metadef_namespaces_owner: 'owner' },
}

const metadefResourceTypes: Table = {
  name: 'metadef_resource_types',
  columns: ['id SERIAL', 'name VARCHAR(80) NOT NULL', 'protected BOOLEAN NOT NULL', ...times],
  constraints: ['PRIMARY KEY (id)', 'CONSTRAINT uq_metadef_resource_types_name UNIQUE (name)'],
}

const metadefNamespaceResourceTypes: Table = {
  name: 'metadef_namespace_resource_types',
  columns: [
    'resource_type_id INTEGER NOT NULL',
    'namespace_id INTEGER NOT NULL',
    'properties_target VARCHAR(80)',
    'prefix VARCHAR(80)',
    ...times,
  ],
  constraints: [
    'PRIMARY KEY (resource_type_id, namespace_id)',
    'FOREIGN KEY(namespace_id) REFERENCES metadef_namespaces (id)',
    'FOREIGN KEY(resource_type_id) REFERENCES metadef_resource_types (id)',
  ],
  indexes: { ix_metadef_ns_res_types_namespace_id: 'namespace_id' },
}

const metadefObjects: Table = {
  name: 'metadef_objects',
  columns: [...namespaceChild, 'description TEXT', 'required TEXT', 'json_schema TEXT NOT NULL', ...times],
  constraints: [
    ...ofNamespace,
    'CONSTRAINT uq_metadef_objects_namespace_id_name UNIQUE (namespace_id, name)',
  ],
  indexes: { ix_metadef_objects_name: 'name' },
}

const metadefProperties: Table = {
  name: 'metadef_properties',
  columns: [...namespaceChild, 'json_schema TEXT NOT NULL', ...times],
  constraints: [
    ...ofNamespace,
    'CONSTRAINT uq_metadef_properties_namespace_id_name UNIQUE (namespace_id, name)',
  ],
  indexes: { ix_metadef_properties_name: 'name' },
}

const metadefTags: Table = {
  name: 'metadef_tags',
  columns: [...namespaceChild, ...times],
  constraints: [...ofNamespace, 'CONSTRAINT uq_metadef_tags_namespace_id_name UNIQUE (namespace_id, name)'],
  indexes: { ix_metadef_tags_name: 'name' },
}

const nodeReference: Table = {
  name: 'node_reference',
  columns: ['node_reference_id BIGSERIAL', 'node_reference_url VARCHAR(255) NOT NULL'],
  constraints: [
    'PRIMARY KEY (node_reference_id)',
    'CONSTRAINT uq_node_reference_node_reference_url UNIQUE (node_reference_url)',
  ],
}

const cachedImages: Table = {
  name: 'cached_images',
  columns: [
    'id BIGSERIAL',
    'image_id VARCHAR(36) NOT NULL',
    'last_accessed DATETIME NOT NULL',
    'last_modified DATETIME NOT NULL',
    'size BIGINT NOT NULL',
    'hits INTEGER NOT NULL',
    'checksum VARCHAR(32)',
    'node_reference_id WIDE NOT NULL',
  ],
  constraints: [
    'PRIMARY KEY (id)',
    'FOREIGN KEY(node_reference_id) REFERENCES node_reference (node_reference_id)',
    'CONSTRAINT ix_cached_images_image_id_node_reference_id UNIQUE (image_id, node_reference_id)',
  ],
}

const alembicVersion: Table = {
  name: 'alembic_version',
  columns: ['version_num VARCHAR(32) NOT NULL'],
  constraints: ['CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)'],
}

const currentTables = [
  images,
  imageProperties,
  imageLocations,
  imageMembers,
  imageTags,
  tasks,
  taskInfo,
  metadefNamespaces,
  metadefResourceTypes,
  metadefNamespaceResourceTypes,
  metadefObjects,
  metadefProperties,
  metadefTags,
]
const cacheTables = [nodeReference, cachedImages]

/** The statements that make the whole schema in an empty database, but for the row that names its revision. */
export function createSchema(dialect: DialectName): readonly string[] {
  return [...createVisibilityType(dialect), ...createTables(dialect, [...currentTables, ...cacheTables])]
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

function createTables(dialect: DialectName, tables: readonly Table[]): readonly string[] {
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

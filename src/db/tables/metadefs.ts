import { type Table, times } from './table.ts'

const namespaceChild = ['id SERIAL', 'namespace_id INTEGER NOT NULL', 'name VARCHAR(80) NOT NULL']
const ofNamespace = ['PRIMARY KEY (id)', 'FOREIGN KEY(namespace_id) REFERENCES metadef_namespaces (id)']

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

export const metadefTables = [
  metadefNamespaces,
  metadefResourceTypes,
  metadefNamespaceResourceTypes,
  metadefObjects,
  metadefProperties,
  metadefTags,
]

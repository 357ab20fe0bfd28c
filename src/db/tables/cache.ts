import type { Table } from './table.ts'

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

export const cacheTables = [nodeReference, cachedImages]

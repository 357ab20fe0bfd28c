import { softDeleted, type Table } from './table.ts'

const imageChild = ['id SERIAL', 'image_id VARCHAR(36) NOT NULL']
const ofImage = ['PRIMARY KEY (id)', 'FOREIGN KEY(image_id) REFERENCES images (id)']

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

export const imageTables = [images, imageProperties, imageLocations, imageMembers, imageTags]

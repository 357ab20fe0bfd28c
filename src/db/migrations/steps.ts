import type { Engine } from '../engine.ts'
import { createCacheTables, createVisibilityType } from '../tables/create.ts'
import { dropIsPublic, makeIsPublicOptional } from './is-public.ts'
import { runAll } from './version.ts'

type Step = (engine: Engine) => Promise<void>

const artifactTables = [
  'artifact_blob_locations',
  'artifact_properties',
  'artifact_blobs',
  'artifact_dependencies',
  'artifact_tags',
  'artifacts',
]

/** What a revision changes in the schema; those that change nothing are not listed. */
export const steps: Readonly<Record<string, Step>> = {
  mitaka01: engine =>
    runAll(engine, [
      'CREATE INDEX created_at_image_idx ON images (created_at)',
      'CREATE INDEX updated_at_image_idx ON images (updated_at)',
    ]),

  mitaka02: engine =>
    runAll(engine, [
      "UPDATE metadef_resource_types SET name = 'OS::Nova::Server' WHERE name = 'OS::Nova::Instance'",
    ]),

  ocata_expand01: async engine => {
    const { name } = engine.differences
    const type = name === 'sqlite' ? 'VARCHAR(9)' : 'image_visibility'
    await runAll(engine, [
      ...createVisibilityType(name),
      `ALTER TABLE images ADD COLUMN visibility ${type}`,
      'CREATE INDEX visibility_image_idx ON images (visibility)',
    ])
    await makeIsPublicOptional(engine)
  },

  ocata_contract01: dropIsPublic,

  pike_contract01: engine =>
    runAll(
      engine,
      artifactTables.map(table => `DROP TABLE IF EXISTS ${table}`),
    ),

  rocky_expand01: engine => {
    const no = engine.differences.name === 'sqlite' ? '(0)' : 'false'
    return runAll(engine, [
      `ALTER TABLE images ADD COLUMN os_hidden BOOLEAN DEFAULT ${no} NOT NULL`,
      'CREATE INDEX os_hidden_image_idx ON images (os_hidden)',
    ])
  },

  rocky_expand02: engine =>
    runAll(engine, [
      'ALTER TABLE images ADD COLUMN os_hash_algo VARCHAR(64)',
      'ALTER TABLE images ADD COLUMN os_hash_value VARCHAR(128)',
      'CREATE INDEX os_hash_value_image_idx ON images (os_hash_value)',
    ]),

  wallaby_expand01: engine =>
    runAll(engine, [
      'ALTER TABLE tasks ADD COLUMN image_id VARCHAR(36)',
      'ALTER TABLE tasks ADD COLUMN request_id VARCHAR(64)',
      'ALTER TABLE tasks ADD COLUMN user_id VARCHAR(64)',
      'CREATE INDEX ix_tasks_image_id ON tasks (image_id)',
    ]),

  '2024_1_expand01': engine => runAll(engine, createCacheTables(engine.differences.name)),
}

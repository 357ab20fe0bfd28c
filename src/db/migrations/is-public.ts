import type { Engine } from '../engine.ts'
import { rebuildTable } from './rebuild.ts'
import { hasColumn, runAll } from './version.ts'

/** From here on only `visibility` need be set. */
export async function makeIsPublicOptional(engine: Engine): Promise<void> {
  if (engine.differences.name === 'postgresql')
    return runAll(engine, ['ALTER TABLE images ALTER COLUMN is_public DROP NOT NULL'])
  await rebuildTable(engine, 'images', column =>
    column.name === 'is_public' ? { ...column, notnull: 0 } : column,
  )
}

/** A schema that was made whole has no such column any more. */
export async function dropIsPublic(engine: Engine): Promise<void> {
  if (!(await hasIsPublic(engine))) return
  await runAll(engine, ['DROP INDEX ix_images_is_public'])
  if (engine.differences.name === 'postgresql')
    return runAll(engine, [
      'ALTER TABLE images DROP COLUMN is_public',
      "ALTER TABLE images ALTER COLUMN visibility SET NOT NULL, ALTER COLUMN visibility SET DEFAULT 'shared'",
    ])
  await rebuildTable(engine, 'images', column => {
    if (column.name === 'is_public') return undefined
    return column.name === 'visibility' ? { ...column, notnull: 1, dflt_value: "'shared'" } : column
  })
}

export function hasIsPublic(engine: Engine): Promise<boolean> {
  return hasColumn(engine, 'images', 'is_public')
}

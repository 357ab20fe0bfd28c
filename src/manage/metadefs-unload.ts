import { unloadMetadefs } from '../db/metadefs/unload.ts'
import type { Desk } from './desk.ts'

/** Throws every definition away. */
export async function unloadAllMetadefs({ engine, log }: Desk): Promise<void> {
  for await (const table of unloadMetadefs(engine)) log.info(`Table ${table} has been cleared`)
}

import { unloadMetadefs } from '../db/metadefs/unload.ts'
import type { MetadefDesk } from './metadefs-commands.ts'

/** Throws every definition away. */
export async function unloadAllMetadefs({ engine, log }: MetadefDesk): Promise<void> {
  for await (const table of unloadMetadefs(engine)) log.info(`Table ${table} has been cleared`)
}

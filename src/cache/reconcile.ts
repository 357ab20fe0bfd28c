import { removeAbandoned } from './claim.ts'
import type { CacheFolder } from './folder.ts'
import type { CacheIndex } from './index-driver.ts'

/** After a crash: removes what dead processes were filling, and makes the index say what stands in the folder. */
export async function reconcile(folder: CacheFolder, index: CacheIndex, stallSeconds: number): Promise<void> {
  for (const { id } of await folder.files('incomplete')) {
    await removeAbandoned(folder.path('incomplete', id), stallSeconds)
  }
  const records = await index.list()
  const recorded = new Map(records.map(record => [record.image_id, record]))
  const files = await folder.files('complete')
  const present = new Set(files.map(({ id }) => id))
  const unrecorded = files.filter(({ id, size }) => recorded.get(id)?.size !== size)
  if (unrecorded.length > 0) {
    await index.add(
      unrecorded.map(({ id, size, modified }) => ({
        image_id: id,
        last_accessed: modified,
        last_modified: modified,
        size,
        hits: 0,
        checksum: null,
      })),
    )
  }
  const gone = records.map(({ image_id }) => image_id).filter(id => !present.has(id))
  if (gone.length > 0) await index.remove(gone)
}

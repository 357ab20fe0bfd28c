import type { CachedImage } from './cache.ts'
import { type Cleaning, removeUnfinished } from './clean.ts'
import type { CachedFile, CacheFolder } from './folder.ts'
import type { CacheIndex } from './index/driver.ts'
import { listSettled } from './index/settle-times.ts'

/** After a crash: removes what dead processes were filling, and makes the index say what stands in the folder. */
export async function reconcile(folder: CacheFolder, index: CacheIndex, cleaning: Cleaning): Promise<void> {
  await removeUnfinished(folder, cleaning)
  // The records first: whatever comes in meanwhile has its file before its record, and is in nobody's way here.
  const records = await listSettled(index)
  const files = new Map((await folder.files('complete')).map(file => [file.id, file]))
  const wrong = records.filter(({ image_id, size }) => files.get(image_id)?.size !== size)
  if (wrong.length > 0) await index.remove(wrong.map(({ image_id }) => image_id))

  for (const { image_id, size } of records) if (files.get(image_id)?.size === size) files.delete(image_id)
  if (files.size > 0) await index.adopt([...files.values()].map(recordOf))
}

function recordOf({ id, size, modified }: CachedFile): CachedImage {
  const last_accessed = Math.min(modified, Date.now() / 1000)
  return { image_id: id, last_accessed, last_modified: modified, size, hits: 0, checksum: null }
}

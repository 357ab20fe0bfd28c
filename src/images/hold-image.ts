import type { Images } from '../db/database.ts'
import type { ImageRecord, Status } from '../db/records.ts'
import type { ImageService } from '../service.ts'

/** Gives `work` the image as it is now, and nobody else changes it until `work` is done; what it throws undoes what it did.
 * Undefined where the image is in none of the states `from`, or gone. */
export function holdImage<T>(
  { db }: ImageService,
  id: string,
  work: (now: ImageRecord, images: Images) => Promise<T>,
  from?: readonly Status[],
): Promise<T | undefined> {
  return db.transaction(async ({ images }) => {
    // Whoever has written a row has it alone until the transaction ends.
    const now = await images.update(id, {}, from)
    return now && work(now, images)
  })
}

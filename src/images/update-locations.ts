import { isDeepStrictEqual } from 'node:util'
import type { ImageChange, Images } from '../db/database.ts'
import type { ImageRecord, Status } from '../db/records.ts'
import type { ImageService } from '../service.ts'
import { holdImage } from './hold-image.ts'

/** Makes a change of an image that was read before, its locations included. Undefined, and nothing changed, when others have
 * changed those since, or the image is in none of the states `from`. */
export function updateLocations(
  service: ImageService,
  before: ImageRecord,
  change: ImageChange,
  from?: readonly Status[],
): Promise<ImageRecord | undefined> {
  const update = async (now: ImageRecord, images: Images) =>
    isDeepStrictEqual(now.locations, before.locations) ? images.update(before.id, change) : undefined
  return holdImage(service, before.id, update, from)
}

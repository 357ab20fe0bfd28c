import type { ImageRecord } from '../db/records.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { authorize, findVisible } from './authorize.ts'
import { settleLocations } from './settle-locations.ts'

export async function showImage(
  service: ImageService,
  context: RequestContext,
  id: string,
): Promise<ImageRecord> {
  const image = await findVisible(service, context, id)
  authorize(service, context, 'get_image', image)
  return settleLocations(service, context, image)
}

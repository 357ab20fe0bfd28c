import type { ImageQuery, ImageRecord } from '../db/records.ts'
import { Fault, notAuthorized } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { imageTarget, viewer } from './authorize.ts'
import { mayRead } from './protected-properties.ts'
import { settleLocations } from './settle-locations.ts'

/** A page as the client asks for it. `marker` is the id after which it begins. */
export type ImageListRequest = Omit<ImageQuery, 'viewer' | 'marker'> & { readonly marker?: string }

export interface ImagePage {
  readonly images: readonly ImageRecord[]
  /** The marker of the next page, where there may be one. */
  readonly next?: string
}

/** Images that the policy hides are left out after the page has been cut, so a page may be shorter than its
 * limit. */
export async function listImages(
  service: ImageService,
  context: RequestContext,
  request: ImageListRequest,
): Promise<ImagePage> {
  if (!service.policy.allows(context, 'get_images', { project_id: context.projectId })) {
    throw notAuthorized('get_images')
  }
  const marker = request.marker === undefined ? undefined : await findMarker(service, context, request.marker)
  if (request.limit === 0 || asksForHidden(service, context, request)) return { images: [] }

  const rows = await service.db.images.list({ ...request, viewer: viewer(context), marker })
  const shown = rows.filter(row => service.policy.allows(context, 'get_image', imageTarget(context, row)))
  const images = await Promise.all(shown.map(image => settleLocations(service, context, image)))
  return { images, next: rows.length === request.limit ? images.at(-1)?.id : undefined }
}

/** Who may not read a property must not find out its value by asking for images that have it. */
function asksForHidden(
  service: ImageService,
  context: RequestContext,
  { properties }: ImageListRequest,
): boolean {
  return [...properties.keys()].some(name => !mayRead(service, context, name))
}

async function findMarker(service: ImageService, context: RequestContext, id: string): Promise<ImageRecord> {
  const image = await service.db.images.find(id, viewer(context))
  if (!image) throw new Fault('Invalid', `No image found with ID ${id}`)
  return image
}

import type { ImageRecord, Viewer } from '../db/records.ts'
import { Fault, notAuthorized } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { PolicyTarget } from '../policy/policy.ts'
import type { ImageService } from '../service.ts'

export function viewer(context: RequestContext): Viewer {
  return { isAdmin: context.isAdmin, projectId: context.projectId }
}

/** Anonymous callers may look, not touch. */
export function refuseReadOnly(context: RequestContext): void {
  if (context.readOnly) throw new Fault('Forbidden', 'Read-only access')
}

/** The image if the caller can see it, else 404. `missing` is what the caller is told. */
export async function findVisible(
  service: ImageService,
  context: RequestContext,
  id: string,
  missing = `No image found with ID ${id}`,
): Promise<ImageRecord> {
  const image = await service.db.images.find(id, viewer(context))
  if (!image) throw new Fault('NotFound', missing)
  return image
}

/** Refuses with 403 what the policy does not allow on this image; with 404 where the caller may not even see
 * it. */
export function authorize(
  service: ImageService,
  context: RequestContext,
  rule: string,
  image: ImageRecord,
  missing = `No image found with ID ${image.id}`,
): void {
  const target = imageTarget(context, image)
  if (service.policy.allows(context, rule, target)) return
  if (rule === 'get_image' || !service.policy.allows(context, 'get_image', target)) {
    throw new Fault('NotFound', missing)
  }
  throw notAuthorized(rule)
}

/** Before roles decided, owners and administrators did; `enforce_new_defaults = False` brings that check
 * back. */
export function refuseForeignImage(
  service: ImageService,
  context: RequestContext,
  image: ImageRecord,
  refusal = 'You do not own this image',
): void {
  if (!service.policy.newDefaults && !isMutable(context, image)) throw new Fault('Forbidden', refusal)
}

/** Whether the caller administers or owns the image. */
export function isMutable(context: RequestContext, image: ImageRecord): boolean {
  return context.isAdmin || (image.owner !== null && image.owner === context.projectId)
}

/** A shared image that is not the caller's own can only have been found by membership. */
export function imageTarget(context: RequestContext, image: ImageRecord): PolicyTarget {
  const invited = image.visibility === 'shared' && image.owner !== context.projectId
  return { ...image, project_id: image.owner, member_id: invited ? context.projectId : null }
}

import type { ImageRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseTooManyOf } from '../quota/counts.ts'
import { quotaOptions } from '../quota/options.ts'
import type { ImageService } from '../service.ts'
import { refuseWideText } from './attributes.ts'
import { authorize, findVisible, refuseForeignImage, refuseReadOnly } from './authorize.ts'

/** Adding a tag that is there changes nothing. */
export async function addTag(
  service: ImageService,
  context: RequestContext,
  id: string,
  tag: string,
): Promise<void> {
  refuseReadOnly(context)
  const image = await findModifiable(service, context, id, 'update')
  if (image.tags.includes(tag)) return
  refuseWideText([tag])
  const { image_tag_quota } = service.config.read(quotaOptions)
  await service.db.transaction(async db => {
    if (!(await db.tags.add(id, tag))) return
    const changed = await db.images.update(id, {})
    // Counted where nobody else adds one; a refusal undoes what was done.
    if (changed) refuseTooManyOf('tags', id, changed.tags.length, image_tag_quota)
  })
}

export async function removeTag(
  service: ImageService,
  context: RequestContext,
  id: string,
  tag: string,
): Promise<void> {
  refuseReadOnly(context)
  await findModifiable(service, context, id, 'delete')
  await service.db.transaction(async db => {
    // The image first, as with every other change of it.
    await db.images.update(id, {})
    if (!(await db.tags.remove(id, tag))) throw new Fault('NoRoute', '')
  })
}

async function findModifiable(
  service: ImageService,
  context: RequestContext,
  id: string,
  verb: 'update' | 'delete',
): Promise<ImageRecord> {
  const missing = `Image ${id} not found.`
  const image = await findVisible(service, context, id, missing)
  authorize(service, context, 'modify_image', image, missing)
  refuseForeignImage(service, context, image, `Not allowed to ${verb} tags for image ${id}.`)
  return image
}

import { addTag, removeTag } from '../../images/index.ts'
import { sendEmpty } from '../answer.ts'
import type { Exchange } from '../exchange.ts'

export async function add({ res, params, context, site }: Exchange<'image_id' | 'tag'>): Promise<void> {
  site.schemas.validate.imagePart({ tags: [params.tag] })
  await addTag(site.service, context, params.image_id, params.tag)
  sendEmpty(res)
}

export async function remove({ res, params, context, site }: Exchange<'image_id' | 'tag'>): Promise<void> {
  await removeTag(site.service, context, params.image_id, params.tag)
  sendEmpty(res)
}

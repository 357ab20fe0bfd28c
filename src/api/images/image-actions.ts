import { deactivateImage, reactivateImage } from '../../images/index.ts'
import { sendEmpty } from '../answer.ts'
import type { Exchange } from '../exchange.ts'

export async function deactivate({ res, params, context, site }: Exchange<'image_id'>): Promise<void> {
  await deactivateImage(site.service, context, params.image_id)
  sendEmpty(res)
}

export async function reactivate({ res, params, context, site }: Exchange<'image_id'>): Promise<void> {
  await reactivateImage(site.service, context, params.image_id)
  sendEmpty(res)
}

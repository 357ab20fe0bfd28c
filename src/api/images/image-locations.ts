import { addLocation, type LocationDraft, listLocations } from '../../images/index.ts'
import { sendEmpty, sendValue } from '../answer.ts'
import { readJson } from '../body.ts'
import type { Exchange } from '../exchange.ts'

export async function list({ res, params, context, site }: Exchange<'image_id'>): Promise<void> {
  sendValue(res, await listLocations(site.service, context, params.image_id))
}

export async function add({ req, res, params, context, site }: Exchange<'image_id'>): Promise<void> {
  const body = await readJson(req)
  site.schemas.validate.location({ add_location: body })
  const { url, validation_data: validationData } = body as ValidBody
  await addLocation(site.service, context, params.image_id, { url, validationData })
  sendEmpty(res, 202)
}

interface ValidBody {
  readonly url: string
  readonly validation_data?: LocationDraft['validationData']
}

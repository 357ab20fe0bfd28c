import { forgetDeletedImage } from '../../cache/cache.ts'
import {
  createImage,
  deleteFromStore,
  deleteImage,
  listImages,
  patchImage,
  showImage,
  visibleDetails,
} from '../../images/index.ts'
import { sendEmpty, sendJson } from '../answer.ts'
import { readJson, readJsonObject } from '../body.ts'
import type { Exchange } from '../exchange.ts'
import { forwardRequest } from '../forward.ts'
import { requestOrigin } from '../origin.ts'
import { pageLinks } from '../paging.ts'
import { queryOf } from '../query.ts'
import { draftImage } from './draft.ts'
import { parsePatch, patchDialect } from './json-patch.ts'
import { readListRequest } from './list-request.ts'
import { checkOperation } from './patch-check.ts'

export async function list({ req, res, context, site }: Exchange): Promise<void> {
  const { service, settings } = site
  const query = queryOf(req)
  const { images, next } = await listImages(service, context, readListRequest(query, settings))
  const shown = images.map(image => site.writeImage(image, visibleDetails(service, context, image)))
  const { first, next: following } = pageLinks('/v2/images', query, next)
  const more = following === undefined ? '' : `,"next":${JSON.stringify(following)}`
  sendJson(
    res,
    `{"images":[${shown.join(',')}],"first":${JSON.stringify(first)},"schema":"/v2/schemas/images"${more}}`,
  )
}

export async function create({ req, res, context, site }: Exchange): Promise<void> {
  const { service, settings, schemas } = site
  const draft = draftImage(await readJsonObject(req), schemas)
  const image = await createImage(service, context, draft)
  const methods = settings.enabled_import_methods
  sendJson(res, site.writeImage(image, visibleDetails(service, context, image)), {
    status: 201,
    headers: {
      Location: `${requestOrigin(req)}/v2/images/${image.id}`,
      ...(methods.length > 0 && { 'OpenStack-image-import-methods': methods.join(',') }),
      ...(service.stores.multi && {
        'OpenStack-image-store-ids': service.stores.all.map(({ id }) => id).join(','),
      }),
    },
  })
}

export async function show({ res, params, context, site }: Exchange<'image_id'>): Promise<void> {
  const image = await showImage(site.service, context, params.image_id)
  sendJson(res, site.writeImage(image, visibleDetails(site.service, context, image)))
}

export async function patch({ req, res, params, context, site }: Exchange<'image_id'>): Promise<void> {
  const dialect = patchDialect(req)
  const operations = parsePatch(await readJson(req), dialect, operation =>
    checkOperation(operation, site.schemas),
  )
  const image = await patchImage(site.service, context, params.image_id, operations)
  sendJson(res, site.writeImage(image, visibleDetails(site.service, context, image)))
}

export async function remove({ req, res, params, context, site }: Exchange<'image_id'>): Promise<void> {
  const { service, settings } = site
  const path = `/v2/images/${params.image_id}`
  const onDeleted = async () => forgetDeletedImage.peek(req)?.(params.image_id)
  const outcome = await deleteImage(service, context, params.image_id, {
    publicEndpoint: settings.public_endpoint,
    forward: host => forwardRequest(host, { req, res, path, log: service.log, onDone: onDeleted }),
  })
  if (outcome === 'forwarded') return
  await onDeleted()
  sendEmpty(res)
}

export async function removeFromStore(exchange: Exchange<'store_id' | 'image_id'>): Promise<void> {
  const { res, params, context, site } = exchange
  await deleteFromStore(site.service, context, { storeId: params.store_id, id: params.image_id })
  sendEmpty(res)
}

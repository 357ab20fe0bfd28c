import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { Fault } from '../../errors.ts'
import { type Download, downloadImage, stageImage, uploadImage } from '../../images/index.ts'
import { clientSignal } from '../abort.ts'
import { sendEmpty, sendNothing } from '../answer.ts'
import { uploadBytes } from '../body.ts'
import { AskedDownload } from '../download/asked-download.ts'
import { sendBytes } from '../download/send-bytes.ts'
import type { Exchange } from '../exchange.ts'

export async function upload({ req, res, params, context, site }: Exchange<'image_id'>): Promise<void> {
  refuseOtherTypes(req)
  await uploadImage(site.service, context, params.image_id, uploadBytes(req), {
    size: announcedSize(req),
    store: headerText(req, 'x-image-meta-store'),
    signal: clientSignal(res),
  })
  sendEmpty(res)
}

export async function stage({ req, res, params, context, site }: Exchange<'image_id'>): Promise<void> {
  if (!site.settings.enabled_import_methods.includes('glance-direct')) {
    throw new Fault('NotFound', "'glance-direct' method is not available at this site.")
  }
  refuseOtherTypes(req)
  await stageImage(site.service, context, params.image_id, uploadBytes(req), {
    size: announcedSize(req),
    publicEndpoint: site.settings.public_endpoint,
    signal: clientSignal(res),
  })
  sendEmpty(res)
}

export async function download({ req, res, params, context, site }: Exchange<'image_id'>): Promise<void> {
  const asked = new AskedDownload(req, res, site)
  const found = await downloadImage(site.service, context, params.image_id, asked)
  if (!found.bytes) return sendNothing(res)
  res.writeHead(found.range ? 206 : 200, dataHeaders(found))
  return sendBytes(res, found.bytes, asked)
}

function dataHeaders({ image, range, size }: Download): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { 'Content-Type': 'application/octet-stream' }
  if (image.checksum) headers['Content-MD5'] = image.checksum
  if (range) headers['Content-Range'] = `bytes ${range.start}-${range.end - 1}/${size}`
  headers['Content-Length'] = range ? range.end - range.start : size
  return headers
}

function refuseOtherTypes({ headers }: IncomingMessage): void {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/octet-stream') return
  throw new Fault('UnsupportedMediaType', `Invalid content type ${type ?? 'None'}`)
}

/** Undefined where the client does not know, or says nothing. */
function announcedSize(req: IncomingMessage): number | undefined {
  const announced = headerText(req, 'x-openstack-image-size')
  if (announced === undefined) return Number(req.headers['content-length'] ?? 0) || undefined
  const size = Number(announced)
  if (/^\s*\+?\d+\s*$/.test(announced) && Number.isSafeInteger(size)) return size
  throw new Fault('Invalid', 'Invalid or missing image size in request headers.')
}

function headerText({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

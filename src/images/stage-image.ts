import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import type { Bytes } from '../stores/driver.ts'
import { authorize, findVisible, refuseForeignImage, refuseReadOnly } from './authorize.ts'
import { imageOptions } from './options.ts'
import { ownUrl, stageHost } from './other-workers.ts'
import { beginReceiving, cancelReceiving, completeReceiving } from './receiving.ts'
import { openStaging } from './staging.ts'
import { illegalTransition, mayPass } from './status.ts'
import { uploadFault } from './store-faults.ts'
import { refuseTooLarge, tooLarge } from './uploaded-data.ts'

export interface StageOptions {
  /** Bytes that the client announced. */
  readonly size?: number
  /** URL of this service for other workers, where `worker_self_reference_url` does not say it. */
  readonly publicEndpoint?: string
  readonly signal: AbortSignal
}

/** Keeps the data of a queued image in the staging area, for an import to take; on any failure the image is
 * queued again. */
export async function stageImage(
  service: ImageService,
  context: RequestContext,
  id: string,
  data: Bytes,
  options: StageOptions,
): Promise<void> {
  refuseReadOnly(context)
  const image = await findVisible(service, context, id)
  authorize(service, context, 'modify_image', image)
  refuseForeignImage(service, context, image)
  if (!mayPass(image.status, 'uploading')) throw illegalTransition(image.status, 'uploading')
  refuseTooLarge(service, options.size)

  await beginReceiving(service, id, 'uploading')
  const staging = openStaging(service)
  let written = false
  try {
    const size = await staging.write(id, measured(service, data, options.size || undefined), options.signal)
    written = true
    await complete(service, id, size, options)
  } catch (error) {
    if (written) await staging.remove(id)
    await cancelReceiving(service, id, { status: 'uploading', reason: error, signal: options.signal })
    throw uploadFault(error)
  }
}

async function complete(
  service: ImageService,
  id: string,
  size: number,
  { publicEndpoint }: StageOptions,
): Promise<void> {
  const staged = await completeReceiving(service, id, { status: 'uploading', change: { size } })
  if (!staged) throw new Fault('NotFound', `No image found with ID ${id}`)
  const host = ownUrl(service, publicEndpoint)
  if (host) await service.db.images.setProperty(id, stageHost, host)
}

async function* measured(service: ImageService, data: Bytes, announced: number | undefined): Bytes {
  const cap = service.config.read(imageOptions).image_size_cap
  let size = 0
  for await (const chunk of data) {
    size += chunk.length
    if (announced !== undefined && size > announced) throw mismatch('Size exceeds', announced, size)
    if (size > cap) throw tooLarge()
    yield chunk
  }
  if (announced !== undefined && size !== announced) throw mismatch('Size mismatch', announced, size)
}

function mismatch(what: string, announced: number, size: number): Fault {
  return new Fault('Invalid', `${what}: expected ${announced} bytes, got ${size} bytes`)
}

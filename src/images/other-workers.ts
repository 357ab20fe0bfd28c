import type { ImageRecord } from '../db/records.ts'
import type { ImageService } from '../service.ts'
import { imageOptions } from './options.ts'

/** Properties that say which worker has the staged data of an image, or computes its hash: the URL at which others reach it. */
export const stageHost = 'os_glance_stage_host'
export const hashHost = 'os_glance_hash_op_host'

/** Where a request is answered that another worker must answer. */
export interface Elsewhere {
  /** URL of this service for other workers, where `worker_self_reference_url` does not say it. */
  readonly publicEndpoint?: string
  /** Lets the worker at that URL answer; false when it cannot be reached. */
  forward(host: string): Promise<boolean>
}

/** The URL at which other workers reach this one, where anybody has said it. */
export function ownUrl({ config }: ImageService, publicEndpoint: string | undefined): string | undefined {
  return config.read(imageOptions).worker_self_reference_url || publicEndpoint || undefined
}

/** The worker that has the image's staged data, or computes its hash, if that is another. */
export function otherWorker(
  service: ImageService,
  { properties }: ImageRecord,
  publicEndpoint: string | undefined,
): string | undefined {
  const own = ownUrl(service, publicEndpoint)
  const hosts = [properties.get(stageHost), properties.get(hashHost)]
  return hosts.find(host => typeof host === 'string' && host !== own) ?? undefined
}

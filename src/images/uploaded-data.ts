import type { ImageRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import { Inspection } from '../inspect/inspection.ts'
import { judge } from '../inspect/judge.ts'
import { overQuota } from '../quota/storage.ts'
import type { ImageService } from '../service.ts'
import type { Bytes } from '../stores/driver.ts'
import { formatOptions, imageOptions } from './options.ts'

/** Data on its way into a store: counted against the limits and looked at while it passes. Data that must
 * not be kept fails before it ends, so that no store ever completes it. */
export class UploadedData implements Bytes {
  /** Bytes of the disk inside; known when all data has passed. */
  virtualSize: number | null = null

  readonly #service: ImageService
  readonly #image: ImageRecord
  readonly #data: Bytes
  readonly #remaining: number | undefined

  /** `remaining` are the bytes that the quota has left. */
  constructor(service: ImageService, image: ImageRecord, data: Bytes, remaining: number | undefined) {
    this.#service = service
    this.#image = image
    this.#data = data
    this.#remaining = remaining
  }

  recycle(chunk: Uint8Array): void {
    this.#data.recycle?.(chunk)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const cap = this.#service.config.read(imageOptions).image_size_cap
    const remaining = this.#remaining ?? Number.POSITIVE_INFINITY
    // What stands in a container can only be told by opening it.
    const inspection = this.#image.container_format === 'bare' ? new Inspection() : undefined
    let size = 0
    for await (const chunk of this.#data) {
      size += chunk.length
      if (size > cap) throw tooLarge()
      if (size > remaining) throw overQuota(remaining, size)
      inspection?.see(chunk)
      yield chunk
    }
    if (inspection) this.#judge(inspection)
  }

  #judge(inspection: Inspection): void {
    const { disk_format, id } = this.#image
    const formats = this.#service.config.read(formatOptions)
    const verdict = judge(inspection, {
      diskFormat: disk_format,
      requireMatch: formats.require_image_format_match,
      nonfatal: formats.gpt_safety_checks_nonfatal,
    })
    if (!verdict.accepted) throw new Fault('UnsupportedMediaType', verdict.reason)
    if (verdict.warning) this.#service.log.warn(`image ${id}: ${verdict.warning}`)
    this.virtualSize = verdict.virtualSize
  }
}

/** Refuses data whose announced size is beyond the cap, before any of it is read. */
export function refuseTooLarge({ config }: ImageService, size: number | undefined): void {
  if (size !== undefined && size > config.read(imageOptions).image_size_cap) throw tooLarge()
}

export function tooLarge(): Fault {
  return new Fault('TooLarge', 'The incoming image is too large: The provided image is too large.')
}

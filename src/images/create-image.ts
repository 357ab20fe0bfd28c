import type { ImageRecord, Visibility } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'

/** What a client asks for: valid against the image schema, nothing decided yet. */
export interface ImageDraft {
  readonly id?: string
  readonly name?: string | null
  readonly visibility?: Visibility
  readonly protected?: boolean
  readonly os_hidden?: boolean
  readonly owner?: string | null
  readonly container_format?: string | null
  readonly disk_format?: string | null
  readonly min_ram?: number
  readonly min_disk?: number
  readonly tags?: readonly string[]
  readonly properties: ReadonlyMap<string, string>
}

/** Adds a queued image, without data. */
export async function createImage(
  _service: ImageService,
  _context: RequestContext,
  _draft: ImageDraft,
): Promise<ImageRecord> {
  throw new Fault('NotImplemented', 'not written yet')
}

import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import type { Bytes } from '../stores/driver.ts'

export interface StageOptions {
  /** Bytes that the client announced. */
  readonly size?: number
  readonly signal: AbortSignal
}

/** Keeps the data of a queued image in the staging area, for an import to take. */
export async function stageImage(
  _service: ImageService,
  _context: RequestContext,
  _id: string,
  _data: Bytes,
  _options: StageOptions,
): Promise<void> {
  throw new Fault('NotImplemented', 'not written yet')
}

import type { ImageRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'

export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove'
  /** The parts of the JSON pointer, decoded. */
  readonly path: readonly string[]
  readonly value?: unknown
  /** `add` on what is there is a conflict (the 2.0 media type). */
  readonly strict: boolean
}

/** Applies all operations, in order, or none. */
export async function patchImage(
  _service: ImageService,
  _context: RequestContext,
  _id: string,
  _operations: readonly PatchOperation[],
): Promise<ImageRecord> {
  throw new Fault('NotImplemented', 'not written yet')
}

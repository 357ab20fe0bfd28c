import type { PatchOperation } from '../../images/index.ts'
import { refuseReservedOnPatch } from '../../images/reserved.ts'
import type { Schemas } from '../schemas/index.ts'

/** Refuses what no image could take, before the image is looked at. */
export function checkOperation({ op, path, value }: PatchOperation, schemas: Schemas): void {
  const [name = '', ...within] = path
  refuseReservedOnPatch(name)
  if (op !== 'remove') schemas.validate.imagePart({ [name]: within.length > 0 ? [value] : value })
}

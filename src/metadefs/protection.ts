import type { NamespaceRecord } from '../db/metadefs/records.ts'
import { Fault } from '../errors.ts'

/** A protected namespace and what is in it cannot be deleted. `what` names the part that should go. */
export function refuseProtected(namespace: NamespaceRecord, what = `namespace ${namespace.namespace}`): void {
  if (!namespace.protected) return
  throw new Fault('Forbidden', `Metadata definition ${what} is protected and cannot be deleted.`)
}

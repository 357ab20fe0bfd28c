import { reservedPrefix } from '../db/own-properties.ts'
import { Fault } from '../errors.ts'

const linked = ['direct_url', 'self', 'file', 'schema', 'stores']
const decidedByService = [
  'id',
  'status',
  'checksum',
  'size',
  'virtual_size',
  'created_at',
  'updated_at',
  'os_hash_algo',
  'os_hash_value',
]
const reservedNames = ['location', 'deleted', 'deleted_at']

export { reservedPrefix }

/** Properties that are for the service's eyes only. */
export const hiddenProperties: ReadonlySet<string> = new Set([
  'os_glance_stage_host',
  'os_glance_hash_op_host',
  'os_glance_upload_worker',
])

/** Names that no image has of itself: links to it, and where its data are. */
export function refuseLinks(names: readonly string[]): void {
  const name = linked.find(name => names.includes(name))
  if (name !== undefined) throw readOnly(name)
}

/** Refuses names that clients cannot set on a new image. The `os_hash_*` of a draft are dropped instead. */
export function refuseReservedOnCreate(name: string): void {
  refuseLinks([name])
  if (decidedByService.includes(name) && name !== 'id' && !name.startsWith('os_hash_')) throw readOnly(name)
  if (name === 'locations') throw reserved(name)
  if (isReserved(name)) throw new Fault('Denied', reservedText(name))
}

export function refuseReservedOnPatch(name: string): void {
  if (linked.includes(name) || decidedByService.includes(name)) throw readOnly(name)
  if (isReserved(name)) throw reserved(name)
}

function isReserved(name: string): boolean {
  return reservedNames.includes(name) || name.startsWith(reservedPrefix)
}

/** What is told of a name that the caller may not use. */
export function reserved(name: string): Fault {
  return new Fault('Forbidden', reservedText(name))
}

function readOnly(name: string): Fault {
  return new Fault('Forbidden', `Attribute '${name}' is read-only.`)
}

function reservedText(name: string): string {
  return `Attribute '${name}' is reserved.`
}

import type { ImageColumns, Status } from '../db/records.ts'
import { Fault } from '../errors.ts'

/** Which status an image may pass to from which: the only place that says so. */
export const transitions: Readonly<Record<Status, readonly Status[]>> = {
  queued: ['saving', 'uploading', 'importing', 'active', 'deleted'],
  saving: ['active', 'killed', 'deleted', 'queued'],
  uploading: ['importing', 'queued', 'deleted'],
  importing: ['active', 'deleted', 'queued'],
  active: ['pending_delete', 'deleted', 'deactivated'],
  killed: ['deleted'],
  pending_delete: ['deleted', 'active'],
  deactivated: ['active', 'deleted'],
  deleted: [],
}

export function mayPass(from: Status, to: Status): boolean {
  return transitions[from].includes(to)
}

/** What setting a status changes besides: a queued image has no size. */
export function statusChange(to: Status): Partial<ImageColumns> & { readonly status: Status } {
  return to === 'queued' ? { status: to, size: null, virtual_size: null } : { status: to }
}

export function illegalTransition(
  from: Status,
  to: Status,
  kind: 'Conflict' | 'Invalid' = 'Conflict',
): Fault {
  return new Fault(kind, `Image status transition from ${from} to ${to} is not allowed`)
}

/** Data can only be understood by its formats, so both must be known before there is any. */
export function refuseWithoutFormats(image: Pick<ImageColumns, 'disk_format' | 'container_format'>): void {
  const missing = (['disk_format', 'container_format'] as const).filter(name => !image[name])
  if (missing.length === 0) return
  const noun = missing.length === 1 ? 'Property' : 'Properties'
  throw new Fault('Invalid', `${noun} ${missing.join(', ')} must be set prior to saving data.`)
}

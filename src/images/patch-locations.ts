import { isDeepStrictEqual } from 'node:util'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseTooMany } from '../quota/counts.ts'
import { quotaOptions } from '../quota/options.ts'
import type { ImageService } from '../service.ts'
import { authorize, refuseForeignImage } from './authorize.ts'
import { attributeOf, type Edit, type LocationEntry, locationsOf } from './edit.ts'
import { sizeAtLocation } from './external-location.ts'
import { locationEntry } from './locations.ts'
import { imageOptions } from './options.ts'
import type { PatchOperation } from './patch-operation.ts'
import { refuseWithoutFormats, statusChange } from './status.ts'
import { refuseWithoutRoom } from './storage-quota.ts'
import { newSums, type ValidationData } from './validation-data.ts'

/** A location as a client writes it; valid against the image schema. */
interface Wanted {
  readonly url: string
  readonly metadata: Readonly<Record<string, unknown>>
  readonly validation_data?: ValidationData
}

const words = { add: 'add', replace: 'update', remove: 'remove' } as const

/** One operation on `/locations`. */
export async function patchLocations(
  service: ImageService,
  context: RequestContext,
  edit: Edit,
  operation: PatchOperation,
): Promise<void> {
  const { op, path, value } = operation
  const wanted = op === 'replace' ? (value as readonly Wanted[]) : []
  if (op === 'replace' && wanted.length === 0) {
    throw new Fault('Denied', 'Cannot set locations to empty list.')
  }
  authorize(service, context, op === 'remove' ? 'delete_image_location' : 'set_image_location', edit.before)
  if (!service.config.read(imageOptions).show_multiple_locations) {
    throw new Fault('Forbidden', `It's not allowed to ${words[op]} locations if locations are invisible.`)
  }
  if (op === 'remove') {
    refuseForeignImage(service, context, edit.before)
    removeLocation(edit, path[1] ?? '')
  } else if (op === 'add') {
    await addLocation(service, edit, path[1] ?? '', value as Wanted)
  } else {
    await replaceLocations(service, edit, wanted)
  }
}

async function addLocation(
  service: ImageService,
  edit: Edit,
  position: string,
  wanted: Wanted,
): Promise<void> {
  refuseStatus(edit, 'add', ['active', 'queued'])
  const sums = newSums(service, edit, [wanted])
  const present = locationsOf(edit)
  const index = position === '-' ? present.length : readIndex(position)
  if (index === undefined) throw new Fault('Invalid', 'Invalid position for adding a location.')
  refuseTooMany('locations', present.length + 1, service.config.read(quotaOptions).image_location_quota)
  const entry = locationEntry(service.stores, wanted.url, wanted.metadata)
  const size = await sizeAtLocation(service, entry)
  await takeRoom(service, edit, size)
  if (present.some(location => sameLocation(location, entry))) throw alreadyExists(entry.url)
  keep(edit, present.toSpliced(index, 0, entry), size)
  activate(edit, sums)
}

/** The first locations of an image, or other metadata for those it has, or another order. */
async function replaceLocations(service: ImageService, edit: Edit, wanted: readonly Wanted[]): Promise<void> {
  refuseStatus(edit, 'replace', ['active', 'queued'])
  const sums = newSums(service, edit, wanted)
  const present = locationsOf(edit)
  refuseTooMany('locations', wanted.length, service.config.read(quotaOptions).image_location_quota)
  const entries = wanted.map(({ url, metadata }) => locationEntry(service.stores, url, metadata))
  if (sameUrls(present, entries)) {
    keep(edit, inPlace(present, entries) ?? entries)
  } else {
    if (present.length > 0) throw new Fault('Invalid', 'Original locations is not empty.')
    const sizes = await Promise.all(entries.map(entry => sizeAtLocation(service, entry)))
    const duplicate = entries.find((entry, index) =>
      entries.slice(0, index).some(other => sameLocation(other, entry)),
    )
    if (duplicate) throw alreadyExists(duplicate.url)
    await takeRoom(service, edit, (sizes[0] ?? 0) * entries.length)
    keep(edit, entries, sizes[0])
  }
  activate(edit, sums)
}

/** The same locations, if they stand in the same order: a record keeps its place. */
function inPlace(
  present: readonly LocationEntry[],
  entries: readonly LocationEntry[],
): readonly LocationEntry[] | undefined {
  const inOrder = entries.every(({ url }, index) => url === present[index]?.url)
  return inOrder ? entries.map((entry, index) => ({ ...present[index], ...entry })) : undefined
}

function removeLocation(edit: Edit, position: string): void {
  refuseStatus(edit, 'remove', ['active'])
  const present = locationsOf(edit)
  if (present.length === 1) throw new Fault('Denied', 'Cannot remove last location in the image.')
  const index = position === '-' ? present.length - 1 : readIndex(position)
  const removed = index === undefined ? undefined : present[index]
  if (index === undefined || !removed) {
    throw new Fault('Invalid', 'Invalid position for removing a location.')
  }
  edit.dropped.push(removed)
  keep(edit, present.toSpliced(index, 1))
}

function refuseStatus(edit: Edit, verb: string, allowed: readonly string[]): void {
  const status = attributeOf(edit, 'status')
  if (allowed.includes(status)) return
  throw new Fault('Conflict', `It's not allowed to ${verb} locations if image status is ${status}.`)
}

async function takeRoom(service: ImageService, edit: Edit, size: number): Promise<void> {
  await refuseWithoutRoom(service, edit.before, { size })
  edit.stored += size
}

function keep(edit: Edit, locations: readonly LocationEntry[], size?: number): void {
  edit.change.locations = locations
  if (size !== undefined && !attributeOf(edit, 'size')) edit.change.size = size
}

/** An image that waits for data has it now. */
function activate(edit: Edit, sums: ReturnType<typeof newSums>): void {
  if (attributeOf(edit, 'status') !== 'queued') return
  refuseWithoutFormats({
    disk_format: attributeOf(edit, 'disk_format'),
    container_format: attributeOf(edit, 'container_format'),
  })
  Object.assign(edit.change, statusChange('active'), sums)
}

function readIndex(position: string): number | undefined {
  return /^\d+$/.test(position) ? Number(position) : undefined
}

function sameLocation(one: LocationEntry, other: LocationEntry): boolean {
  return one.url === other.url && isDeepStrictEqual(one.metadata, other.metadata)
}

function sameUrls(present: readonly LocationEntry[], wanted: readonly LocationEntry[]): boolean {
  return isDeepStrictEqual(present.map(({ url }) => url).sort(), wanted.map(({ url }) => url).sort())
}

function alreadyExists(url: string): Fault {
  return new Fault('Invalid', `The location ${url} already exists`)
}

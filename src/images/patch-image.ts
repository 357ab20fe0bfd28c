import type { ImageRecord, Status } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseTooMany } from '../quota/counts.ts'
import { quotaOptions } from '../quota/options.ts'
import type { ImageService } from '../service.ts'
import { illegalFormatChange } from './attributes.ts'
import { findVisible, refuseReadOnly } from './authorize.ts'
import { deleteData } from './delete-data.ts'
import { beginEdit, type Edit } from './edit.ts'
import { patchAttribute } from './patch-attribute.ts'
import { patchLocations } from './patch-locations.ts'
import type { PatchOperation } from './patch-operation.ts'
import { refuseReservedOnPatch, reservedPrefix } from './reserved.ts'
import { locationDeletionFault } from './store-faults.ts'

/** Applies all operations, in order, or none. */
export async function patchImage(
  service: ImageService,
  context: RequestContext,
  id: string,
  operations: readonly PatchOperation[],
): Promise<ImageRecord> {
  refuseReadOnly(context)
  operations.forEach(refuseBadPath)
  const image = await findVisible(service, context, id)
  if (operations.length === 0) return image

  const edit = beginEdit(image)
  for (const operation of operations) {
    if (operation.path[0] === 'locations') await patchLocations(service, context, edit, operation)
    else patchAttribute(service, context, edit, operation)
  }
  refuseTooManyProperties(service, edit)
  await deleteDropped(service, edit)
  return save(service, edit)
}

/** Paths name one attribute; only single locations lie deeper. Reference: http-api.md 6.2. */
function refuseBadPath({ op, path }: PatchOperation): void {
  const depth = path[0] === 'locations' && op !== 'replace' ? 2 : 1
  if (path.length !== depth) {
    throw new Fault('Invalid', `Invalid JSON pointer for this resource: '/${path.join('/')}'`)
  }
  refuseReservedOnPatch(path[0] ?? '')
}

async function deleteDropped(service: ImageService, { dropped }: Edit): Promise<void> {
  try {
    for (const location of dropped) await deleteData(service, location)
  } catch (error) {
    throw locationDeletionFault(error)
  }
}

/** Only who adds properties is counted: an image that has too many already can still be changed. */
function refuseTooManyProperties({ config }: ImageService, { before, change }: Edit): void {
  const names = [...(change.properties ?? before.properties).keys()]
  if (names.every(name => before.properties.has(name))) return
  const counted = names.filter(name => !name.startsWith(reservedPrefix))
  refuseTooMany('properties', counted.length, config.read(quotaOptions).image_property_quota)
}

async function save(service: ImageService, { before, change }: Edit): Promise<ImageRecord> {
  const saved = await service.db.images.update(
    before.id,
    { ...change, propertiesBefore: before.properties },
    statesToSaveIn(change, before.status),
  )
  if (saved) return saved
  const now = await service.db.images.find(before.id)
  if (!now) throw new Fault('NotFound', `No image found with ID ${before.id}`)
  if ('disk_format' in change) throw illegalFormatChange('disk_format')
  if ('container_format' in change) throw illegalFormatChange('container_format')
  throw new Fault('Conflict', `Image ${before.id} has changed meanwhile: its status is ${now.status} now.`)
}

/** What was allowed because of the image's status is saved only if the status is still the same. */
function statesToSaveIn(change: Edit['change'], status: Status): readonly Status[] | undefined {
  const bound = ['disk_format', 'container_format', 'locations', 'status'] as const
  return bound.some(name => name in change) ? [status] : undefined
}

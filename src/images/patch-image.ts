import type { ImageRecord, Status } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseTooMany } from '../quota/counts.ts'
import { quotaOptions } from '../quota/options.ts'
import type { ImageService } from '../service.ts'
import { findVisible, refuseReadOnly } from './authorize.ts'
import { deleteLost } from './delete-data.ts'
import { beginEdit, type Edit } from './edit.ts'
import { patchAttribute } from './patch-attribute.ts'
import { patchLocations } from './patch-locations.ts'
import type { PatchOperation } from './patch-operation.ts'
import { refuseReservedOnPatch, reservedPrefix } from './reserved.ts'
import { refuseLateComer } from './storage-quota.ts'
import { locationDeletionFault } from './store-faults.ts'
import { updateLocations } from './update-locations.ts'

/** Applies all operations, in order, or none; but locations whose data a store does not let go come back. */
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
  const saved = await save(service, edit)
  // Another was faster: what that allows, and what is left to do, shows from the beginning.
  if (!saved) return patchImage(service, context, id, operations)
  await deleteLost(service, id, edit.dropped).catch((error: unknown) => {
    throw locationDeletionFault(error)
  })
  return saved
}

/** Paths name one attribute; only single locations lie deeper. */
function refuseBadPath({ op, path }: PatchOperation): void {
  const depth = path[0] === 'locations' && op !== 'replace' ? 2 : 1
  if (path.length !== depth) {
    throw new Fault('Invalid', `Invalid JSON pointer for this resource: '/${path.join('/')}'`)
  }
  refuseReservedOnPatch(path[0] ?? '')
}

/** Undefined, and nothing saved, where the image is no longer what the operations were allowed on. */
function save(service: ImageService, edit: Edit): Promise<ImageRecord | undefined> {
  // An image that has too many properties already can still be changed.
  const mayBeTooMany = addsProperties(edit)
  if (!mayBeTooMany && edit.stored === 0) return saveChange(service, edit)
  return service.db.transaction(async db => {
    const saved = await saveChange({ ...service, db }, edit)
    // Counted where nobody else adds one; a refusal undoes what was saved.
    if (saved && mayBeTooMany) refuseTooManyProperties(service, saved)
    if (saved && edit.stored > 0) await refuseLateComer(service, db, saved, edit.stored)
    return saved
  })
}

function addsProperties({ before, change }: Edit): boolean {
  return [...(change.properties?.keys() ?? [])].some(name => !before.properties.has(name))
}

function refuseTooManyProperties({ config }: ImageService, { properties }: ImageRecord): void {
  const counted = [...properties.keys()].filter(name => !name.startsWith(reservedPrefix))
  refuseTooMany('properties', counted.length, config.read(quotaOptions).image_property_quota)
}

function saveChange(service: ImageService, { before, change }: Edit): Promise<ImageRecord | undefined> {
  const whole = { ...change, propertiesBefore: before.properties }
  const from = statesToSaveIn(change, before.status)
  return change.locations
    ? updateLocations(service, before, whole, from)
    : service.db.images.update(before.id, whole, from)
}

/** What was allowed because of the image's status is saved only if the status is still the same. */
function statesToSaveIn(change: Edit['change'], status: Status): readonly Status[] | undefined {
  const bound = ['disk_format', 'container_format', 'locations', 'status'] as const
  return bound.some(name => name in change) ? [status] : undefined
}

import type { LocationRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { digestSize } from '../stores/hash-names.ts'
import { startImageTask } from '../tasks/start-image-task.ts'
import { authorize, findVisible, refuseReadOnly } from './authorize.ts'
import { isOnWeb, isRestricted, passesWebFilter } from './external-location.ts'
import { importLocation } from './import-location.ts'
import type { LocationDraft } from './location-draft.ts'
import { isHex } from './validation-data.ts'
import { shownLocation } from './visible-details.ts'

/** Gives a queued image data that lies somewhere already. What is accepted is finished in the background. */
export async function addLocation(
  service: ImageService,
  context: RequestContext,
  id: string,
  draft: LocationDraft,
): Promise<void> {
  refuseReadOnly(context)
  const image = await findVisible(service, context, id)
  if (image.status !== 'queued') {
    throw new Fault('Conflict', `It's not allowed to add locations if image status is ${image.status}.`)
  }
  authorize(service, context, 'add_image_location', image)
  refuseBackendOfOthers(service, context, draft.url)
  if (draft.validationData) refuseBadHash(draft.validationData)
  if (isRestricted(draft.url) || !service.stores.holding({ url: draft.url, metadata: {} })) {
    throw new Fault('Invalid', 'Invalid location')
  }
  if (!(await passesWebFilter(service, draft.url))) {
    throw new Fault('Invalid', `URI for add location does not pass filtering: ${draft.url}`)
  }
  await startImageTask(service, context, {
    type: 'location_import',
    image,
    input: { image_id: id, loc_url: draft.url, validation_data: draft.validationData ?? {} },
    work: signal => importLocation(service, image, draft, signal),
  })
}

export async function listLocations(
  service: ImageService,
  context: RequestContext,
  id: string,
): Promise<readonly Pick<LocationRecord, 'url' | 'metadata'>[]> {
  const image = await findVisible(service, context, id)
  authorize(service, context, 'fetch_image_location', image)
  return image.locations.map(shownLocation)
}

/** Only other services may name places in a backend; users may name web addresses. */
function refuseBackendOfOthers({ stores }: ImageService, context: RequestContext, url: string): void {
  if ([...context.roles, ...context.serviceRoles].includes('service')) return
  if (isOnWeb(url) && stores.all.some(({ type }) => type === 'http')) return
  throw new Fault('Forbidden', 'http store must be enabled to use location API by normal user.')
}

function refuseBadHash({ os_hash_algo, os_hash_value }: NonNullable<LocationDraft['validationData']>): void {
  if (!isHex(os_hash_value)) {
    throw new Fault('Invalid', `os_hash_value (${os_hash_value}) is not a valid hexadecimal value`)
  }
  const size = digestSize(os_hash_algo)
  if (size === undefined || os_hash_value.length === size * 2) return
  throw new Fault(
    'Invalid',
    `os_hash_value: (${os_hash_value}) is not the correct size for ${os_hash_algo} (should be (${size}) bytes)`,
  )
}

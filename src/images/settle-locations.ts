import type { ImageRecord, LocationRecord } from '../db/records.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { isMutable } from './authorize.ts'
import { withStore } from './locations.ts'
import { updateLocations } from './update-locations.ts'

/** Brings locations up to date that were written before several stores were configured, or under another
 * store's name: each gets the id of the store that holds it, and loses credentials that stood in its URL.
 * Kept only for those who may change the image. */
export function settleLocations(
  service: ImageService,
  context: RequestContext,
  image: ImageRecord,
): ImageRecord | Promise<ImageRecord> {
  if (image.locations.every(location => settle(service, location) === location)) return image
  const settled = { ...image, locations: image.locations.map(location => settle(service, location)) }
  return isMutable(context, image) ? write(service, image, settled) : settled
}

async function write(service: ImageService, image: ImageRecord, settled: ImageRecord): Promise<ImageRecord> {
  return (await updateLocations(service, image, { locations: settled.locations })) ?? settled
}

function settle(service: ImageService, location: LocationRecord): LocationRecord {
  const url = withoutCredentials(location.url)
  const store = service.stores.multi ? newStore(service, location) : undefined
  if (url === location.url && store === undefined) return location
  return { ...location, url, metadata: withStore(location.metadata, store) }
}

function newStore({ stores }: ImageService, location: LocationRecord): string | undefined {
  const named = location.metadata.store
  if (typeof named === 'string' && stores.find(named)) return undefined
  return stores.holding({ url: location.url, metadata: {} })?.id
}

/** Older releases wrote an S3 store's keys into its URLs. */
function withoutCredentials(url: string): string {
  return /^s3(\+https?)?:/.test(url) ? url.replace(/^([^:]+:\/\/)[^?#]*@/, '$1').replace(/[?#].*$/, '') : url
}

import type { ReadCall, ReadImage } from '../cache/cache.ts'
import type { ImageRecord, LocationRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import type { Bytes, Call, Range } from '../stores/driver.ts'
import { notFound, StoreError } from '../stores/errors.ts'
import { authorize, findVisible } from './authorize.ts'
import { withoutSecrets } from './delete-data.ts'
import { byWeight } from './locations.ts'
import { settleLocations } from './settle-locations.ts'
import { downloadFault } from './store-faults.ts'

export interface DownloadOptions extends ReadCall {
  /** Reads the request's range header against the image's size; throws `RangeNotSatisfiable`. */
  range(size: number): Range | undefined
  /** Stores to try first, by id. */
  readonly prefer?: readonly string[]
  /** Reads through the cache. */
  readonly read?: ReadImage
}

export interface Download {
  readonly image: ImageRecord
  /** `end` is exclusive. Absent: the whole image. */
  readonly range: { readonly start: number; readonly end: number } | undefined
  /** Bytes of the whole image. */
  readonly size: number
  /** Absent: the image has no data. */
  readonly bytes: Bytes | undefined
}

export async function downloadImage(
  service: ImageService,
  context: RequestContext,
  id: string,
  options: DownloadOptions,
): Promise<Download> {
  const { prefer = [], read = uncached } = options
  const found = await findVisible(service, context, id)
  refuseDeactivated(context, found)
  authorize(service, context, 'download_image', found)
  if (prefer.length > 0) authorizePreference(service, context, found, prefer)

  // What is at hand is not awaited, here and below: with each `await` a hit of the cache takes another turn.
  const settled = settleLocations(service, context, found)
  const image = settled instanceof Promise ? await settled : settled
  const locations = inOrder(service, image, prefer)
  const nothing = { image, range: undefined, size: 0, bytes: undefined }
  if (locations.length === 0) {
    options.range(image.size ?? Number.POSITIVE_INFINITY) // which refuses what is no range at all
    return nothing
  }
  try {
    const size =
      image.size ?? (await firstThatAnswers(service, locations, (store, url) => store.size(url, options)))
    const range = closed(options.range(size), size)
    const fromStore = (part: Range, call: Call) =>
      firstThatAnswers(service, locations, (store, url) => store.read(url, part, call))
    // Who may look at a deactivated image is to see what the store has.
    const readBytes = image.status === 'deactivated' ? uncached : read
    const reading = readBytes(image, range ?? { start: 0 }, fromStore, options)
    return { image, range, size, bytes: reading instanceof Promise ? await reading : reading }
  } catch (error) {
    if (error instanceof StoreError && error.fault === 'NotFound') return nothing
    throw downloadFault(error)
  }
}

const uncached: ReadImage = (_image, range, fromStore, call) => fromStore(range, call)

function refuseDeactivated(context: RequestContext, { status }: ImageRecord): void {
  if (status !== 'deactivated' || context.isAdmin) return
  throw new Fault('Forbidden', 'The requested image has been deactivated. Image data download is forbidden.')
}

function authorizePreference(
  service: ImageService,
  context: RequestContext,
  image: ImageRecord,
  prefer: readonly string[],
): void {
  authorize(service, context, 'download_from_store', image)
  if (!service.stores.multi) {
    throw new Fault(
      'Invalid',
      'Store selection for download is not available when multiple backends are not enabled.',
    )
  }
  const unknown = prefer.find(id => !service.stores.find(id))
  if (unknown !== undefined) throw new Fault('Invalid', `Store '${unknown}' is not configured.`)
}

function inOrder(
  { stores }: ImageService,
  image: ImageRecord,
  prefer: readonly string[],
): readonly LocationRecord[] {
  const locations = byWeight(stores, image.locations)
  if (prefer.length === 0) return locations
  const isPreferred = ({ metadata }: LocationRecord) => prefer.includes(String(metadata.store))
  return [...locations.filter(isPreferred), ...locations.filter(location => !isPreferred(location))]
}

function closed(range: Range | undefined, size: number): Download['range'] {
  return range && { start: range.start, end: Math.min(range.end ?? size, size) }
}

type ReadFrom<T> = (
  store: NonNullable<ReturnType<ImageService['stores']['holding']>>,
  url: string,
) => Promise<T>

/** Tries one location after the other; when all fail, the last failure counts. */
async function firstThatAnswers<T>(
  { stores, log }: ImageService,
  locations: readonly LocationRecord[],
  ask: ReadFrom<T>,
): Promise<T> {
  let failure: unknown = notFound('data')
  for (const location of locations) {
    const store = stores.holding(location)
    try {
      if (store) return await ask(store, location.url)
      log.error(`no configured store holds ${withoutSecrets(location.url)}`)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      log.warn(`${withoutSecrets(location.url)} cannot be read: ${error.message}`)
      failure = error
    }
  }
  throw failure
}

import type { Hashing } from './digests.ts'
import {
  type Bytes,
  type Call,
  type FileBytes,
  isFileBytes,
  type Location,
  type Range,
  type StoreDriver,
  type Written,
} from './driver.ts'
import { addDisabled, deleteUnsupported, nameStore, StoreError, unknownScheme } from './errors.ts'
import type { Receipt, Store } from './stores.ts'
import { Upload } from './upload.ts'

/** A driver, and what the configuration says of the store around it. */
export interface StoreSettings {
  readonly id: string
  readonly type: string
  readonly driver: StoreDriver
  readonly hashing: Hashing
  readonly description?: string
  readonly weight?: number
  /** Why the driver's settings do not allow uploads. */
  readonly addDisabled?: string
  /** Added to the metadata of each location. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** All that the service sees of a driver: checks ids, locations, ranges and sizes, hashes what passes, and speaks one
 * language of errors. An error of the upload's own source comes out as it was. */
export function createStore(settings: StoreSettings): Store {
  const { id, type, driver } = settings

  async function named<T>({ signal }: Call, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw nameUnlessAborted(error, id, signal)
    }
  }

  return {
    id,
    type,
    description: settings.description,
    weight: settings.weight ?? 0,
    addDisabled: driver.add ? settings.addDisabled : 'The store is read-only.',
    properties: driver.properties ?? {},
    canSeek: driver.canSeek ?? true,

    add: (image, data, options) => addImage(settings, image, data, options),

    read: (location, range, call) =>
      named(call, async () => {
        const bytes = await driver.read(ownLocation(driver, location), checkRange(range), call)
        return checkBytes(bytes, range, error => nameUnlessAborted(error, id, call.signal))
      }),

    size: (location, call) => named(call, async () => driver.size(ownLocation(driver, location), call)),

    delete: (location, call) =>
      named(call, async () => {
        if (!driver.delete) throw deleteUnsupported()
        await driver.delete(ownLocation(driver, location), call)
      }),

    async *reclaim(olderThan, call) {
      if (driver.reclaim) yield* driver.reclaim(olderThan, call)
    },

    discard: (image, call) =>
      named(call, async () => {
        checkId(image, id)
        return (await driver.discard?.(image, call)) ?? false
      }),
  }
}

async function addImage(
  settings: StoreSettings,
  image: string,
  data: Bytes,
  { size, hashingAlgorithm, signal }: Parameters<Store['add']>[2],
): Promise<Receipt> {
  const { id, driver, hashing } = settings
  if (!driver.add || settings.addDisabled) throw addDisabled({ store: id })
  checkId(image, id)
  const upload = new Upload(data, { size, signal, hashing, algorithms: ['md5', hashingAlgorithm] })
  try {
    const written = await driver.add(image, upload, { size, signal })
    await takeBackUnlessWhole(driver, written, upload)
    const { md5 = '', [hashingAlgorithm]: value = '' } = upload.sums ?? {}
    return {
      location: written.location,
      size: upload.size,
      checksum: md5,
      os_hash_algo: hashingAlgorithm,
      os_hash_value: value,
      metadata: { ...written.metadata, ...settings.metadata },
    }
  } catch (error) {
    throw upload.failure ? upload.failure.error : nameUnlessAborted(error, id, signal)
  } finally {
    upload.close()
  }
}

/** For drivers that report success whatever happened. */
async function takeBackUnlessWhole(
  driver: StoreDriver,
  { location, size }: Written,
  upload: Upload,
): Promise<void> {
  if (upload.sums && size === upload.size) return
  await driver.delete?.(location, { signal: AbortSignal.timeout(60_000) })
  throw new StoreError('Unavailable', `the driver kept ${size} bytes where ${upload.size} were sent`)
}

/** Once the signal has aborted, whatever fails fails for that reason. */
function nameUnlessAborted(error: unknown, store: string, signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : nameStore(error, store)
}

/** Ids become names of files and objects. */
function checkId(image: string, store: string): void {
  if (/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$/.test(image)) return
  throw new StoreError('BadLocation', `"${image}" cannot be the id of an image`, { store })
}

function ownLocation(driver: StoreDriver, location: string): Location {
  const [, scheme = ''] = /^([^:/]*):/.exec(location) ?? []
  if (!driver.schemes.includes(scheme)) throw unknownScheme(scheme)
  return location as Location
}

function checkRange(range: Range): Range {
  const { start, end = start } = range
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end) return range
  throw new StoreError('BadRange', `${range.start}-${range.end ?? ''} is no range of bytes`)
}

/** The same bytes, but failing when there are not exactly as many as asked for. */
function checkBytes(bytes: Bytes, range: Range, fault: (error: unknown) => unknown): Bytes {
  const checked: Bytes = {
    recycle: chunk => bytes.recycle?.(chunk),
    [Symbol.asyncIterator]: () => countBytes(bytes, range, fault),
  }
  if (!isFileBytes(bytes)) return checked
  const { file } = bytes
  const inFile: FileBytes = { ...checked, file, release: () => bytes.release() }
  return inFile
}

async function* countBytes(bytes: Bytes, { start, end }: Range, fault: (error: unknown) => unknown) {
  let missing = end === undefined ? undefined : end - start
  try {
    for await (const chunk of bytes) {
      if (missing !== undefined) missing -= chunk.length
      if (missing !== undefined && missing < 0) throw new StoreError('Unavailable', 'the store sent too much')
      yield chunk
    }
    if (missing) throw new StoreError('Unavailable', `the store sent ${missing} bytes too few`)
  } catch (error) {
    throw fault(error)
  }
}

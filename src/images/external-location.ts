import { Fault } from '../errors.ts'
import type { ImageService } from '../service.ts'
import type { Call } from '../stores/driver.ts'
import { StoreError } from '../stores/errors.ts'
import { mayRead } from '../web-filter/filter.ts'
import type { LocationEntry } from './edit.ts'
import { downloadFault } from './store-faults.ts'

/** Nobody may have the service read its own files, or with its own accounts. */
const restricted = ['file', 'filesystem', 'swift+config']

/** Bytes at a location that a user names; 400 when the user may not name it, or there is nothing. */
export async function sizeAtLocation(
  service: ImageService,
  { url, metadata }: Pick<LocationEntry, 'url' | 'metadata'>,
  { signal }: Call = { signal: new AbortController().signal },
): Promise<number> {
  const mayName = !isRestricted(url) && (await passesWebFilter(service, url))
  const store = mayName ? service.stores.holding({ url, metadata }) : undefined
  if (!store) throw invalidLocation()
  try {
    const size = await store.size(url, { signal })
    if (size > 0) return size
  } catch (error) {
    if (!(error instanceof StoreError) || error.fault === 'Unavailable') throw downloadFault(error)
  }
  throw invalidLocation()
}

export function isRestricted(url: string): boolean {
  return restricted.includes(schemeOf(url))
}

/** True of what is not on the web, too. */
export async function passesWebFilter({ config }: ImageService, url: string): Promise<boolean> {
  return !isOnWeb(url) || mayRead(config, url)
}

export function isOnWeb(url: string): boolean {
  return ['http', 'https'].includes(schemeOf(url))
}

function schemeOf(url: string): string {
  return url.slice(0, Math.max(0, url.indexOf(':'))).toLowerCase()
}

function invalidLocation(): Fault {
  return new Fault('Invalid', 'Invalid location')
}

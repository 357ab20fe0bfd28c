import type { ImageService } from '../service.ts'
import { StoreError } from '../stores/errors.ts'
import type { LocationEntry } from './edit.ts'

/** Removes the bytes at a location. What is gone already, or lies where nothing can be deleted, counts as
 * removed. */
export async function deleteData(
  { stores, log }: ImageService,
  location: Pick<LocationEntry, 'url' | 'metadata'>,
): Promise<void> {
  const store = stores.holding(location)
  if (!store) {
    log.error(`no configured store holds ${withoutSecrets(location.url)}: its data stays where it is`)
    return
  }
  try {
    await store.delete(location.url, { signal: new AbortController().signal })
  } catch (error) {
    if (!(error instanceof StoreError) || (error.fault !== 'NotFound' && error.fault !== 'Unsupported'))
      throw error
    log.warn(`the data at ${withoutSecrets(location.url)} was not removed: ${error.message}`)
  }
}

/** URLs of some stores hold a user's name and key. */
export function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/]*@/, '//***@')
}

import type { ImageService } from '../service.ts'
import { StoreError } from '../stores/errors.ts'
import type { LocationEntry } from './edit.ts'
import { holdImage } from './hold-image.ts'

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

/** Removes the data of locations that the image has lost. Where a store does not let go of it, the image has them back, and the
 * store's error is thrown. */
export async function deleteLost(
  service: ImageService,
  id: string,
  lost: readonly LocationEntry[],
): Promise<void> {
  for (const [index, location] of lost.entries()) {
    try {
      await deleteData(service, location)
    } catch (error) {
      const back = lost.slice(index)
      await holdImage(service, id, (now, images) =>
        images.update(id, { locations: [...now.locations, ...back] }),
      )
      throw error
    }
  }
}

/** URLs of some stores hold a user's name and key, which may hold slashes. */
export function withoutSecrets(url: string): string {
  return url.replace(/\/\/.*@/, '//***@')
}

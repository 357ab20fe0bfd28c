import type { ImageCache } from '../cache.ts'
import type { CacheFolder } from '../folder.ts'
import type { Fills } from './fills.ts'

/** Fills without a reader. */
export function bringInBy(fills: Fills, folder: CacheFolder): ImageCache['bringIn'] {
  return async (image, fromStore, { signal }) => {
    const { size } = image
    if (size === null || fills.find(image.id) || (await folder.find('complete', image.id))) return false
    const { opened, kept } = fills.start({ ...image, size }, fromStore)
    const fill = await opened
    if (!fill) return false
    const leave = fill.join()
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
    try {
      await fill.settled()
      return await kept
    } finally {
      signal.removeEventListener('abort', leave)
      leave()
    }
  }
}

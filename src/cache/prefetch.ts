import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { nobody, type RequestContext } from '../identity/context.ts'
import { downloadImage } from '../images/index.ts'
import type { ImageService } from '../service.ts'
import { timerMs } from '../timer-ms.ts'
import type { CacheableImage, ImageCache, ReadImage } from './cache.ts'

/** Brings queued images in, in the background, one after the other. */
export interface Prefetcher {
  /** Next in the row is this image. */
  fetch(imageId: string): void
  close(): Promise<void>
}

/** Also looks through the queue every `intervalSeconds`, for what others have put there or an earlier run has left; 0 does not. */
export function startPrefetcher(
  service: ImageService,
  cache: ImageCache,
  { intervalSeconds }: { readonly intervalSeconds: number },
): Prefetcher {
  const closing = new AbortController()
  let last = Promise.resolve()

  function next(work: () => Promise<unknown>): Promise<void> {
    last = last
      .then(async () => {
        if (!closing.signal.aborted) await work()
      })
      .catch(err => {
        if (!closing.signal.aborted) service.log.warn({ err }, 'cannot fetch queued images into the cache')
      })
    return last
  }

  async function lookRegularly(): Promise<void> {
    while (!closing.signal.aborted) {
      await sleep(timerMs(intervalSeconds), undefined, { signal: closing.signal, ref: false })
      await next(() => fetchQueued(service, cache, closing.signal))
    }
  }

  if (intervalSeconds > 0) lookRegularly().catch(() => undefined)
  return {
    fetch(imageId) {
      void next(() => fetchImage({ service, cache, signal: closing.signal }, imageId))
    },
    async close() {
      closing.abort(new Error('the service stops'))
      await last
    },
  }
}

/** The oldest first. False when one of them could not be had; it stays queued. */
export async function fetchQueued(
  service: ImageService,
  cache: ImageCache,
  signal: AbortSignal,
): Promise<boolean> {
  let isComplete = true
  for (const id of await cache.queued()) {
    if (signal.aborted) return false
    if (!(await fetchImage({ service, cache, signal }, id))) isComplete = false
  }
  return isComplete
}

interface Fetching {
  readonly service: ImageService
  readonly cache: ImageCache
  readonly signal: AbortSignal
}

async function fetchImage({ service, cache, signal }: Fetching, imageId: string): Promise<boolean> {
  const read: ReadImage = async (image, _range, fromStore, call) => {
    const isIn = (await cache.bringIn(image, fromStore, call)) || (await cache.has(imageId))
    if (isIn) await cache.unqueue(imageId)
    else if (!(await cache.isComing(imageId)) && (await cache.isQueued(imageId)))
      throw new Error(await whyNot(image, cache))
    return Readable.from([])
  }
  // Somebody may have taken it out meanwhile.
  if (!(await cache.isQueued(imageId))) return true
  try {
    const image = await service.db.images.find(imageId)
    if (image?.status !== 'active')
      throw new Error(image ? `it is ${image.status}` : 'there is no such image')
    const { bytes } = await downloadImage(service, theService, imageId, {
      range: () => undefined,
      read,
      signal,
    })
    if (!bytes) throw new Error('it has no data')
    return true
  } catch (error) {
    // It stays queued for whoever comes next.
    if (signal.aborted) return false
    service.log.warn(`image ${imageId} cannot be fetched into the cache: ${(error as Error).message}`)
    return cache.has(imageId)
  }
}

async function whyNot({ size }: CacheableImage, cache: ImageCache): Promise<string> {
  if (size === null) return 'its size is not known'
  const { maxBytes } = await cache.usage()
  if (size > maxBytes) return `it has ${size} bytes, and image_cache_max_size is ${maxBytes}`
  return 'there is no room now, or it was taken out again'
}

/** The service itself asks. */
const theService: RequestContext = {
  ...nobody,
  requestId: 'req-cache-prefetch',
  roles: ['admin', 'member', 'reader'],
  isAdmin: true,
}

import type { ImageCache } from '../cache/cache.ts'
import type { RequestContext } from '../identity/context.ts'
import { downloadImage } from '../images/index.ts'
import type { ImageService } from '../service.ts'

/** Fetches images into the cache in the background, one after the other. One that cannot be had stays queued. */
export function prefetcher(service: ImageService, cache: ImageCache | undefined): (imageId: string) => void {
  let last = Promise.resolve()
  return imageId => {
    if (!cache) return
    last = last
      .then(() => fetchInto(cache, service, imageId))
      .catch((err: unknown) =>
        service.log.warn({ err }, `image ${imageId} could not be fetched into the cache`),
      )
  }
}

async function fetchInto(cache: ImageCache, service: ImageService, imageId: string): Promise<void> {
  const { bytes } = await downloadImage(service, everyImage, imageId, {
    range: () => undefined,
    read: cache.read,
    signal: new AbortController().signal,
  })
  for await (const _ of bytes ?? []) {
    // The cache keeps what passes.
  }
}

/** The service itself asks. */
const everyImage: RequestContext = {
  requestId: 'req-cache-prefetch',
  userId: null,
  projectId: null,
  userDomainId: null,
  projectDomainId: null,
  systemScope: null,
  roles: ['admin', 'member', 'reader'],
  serviceRoles: [],
  isAdmin: true,
  readOnly: false,
  authToken: null,
  serviceCatalog: [],
}

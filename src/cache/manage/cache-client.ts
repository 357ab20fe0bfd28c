import type { CachedImage } from '../cache.ts'
import { exchange, type Reply } from './exchange.ts'

/** What a running service answers about its cache. */
export interface CacheClient {
  cached(): Promise<readonly CachedImage[]>
  queued(): Promise<readonly string[]>
  queue(id: string): Promise<void>
  deleteCached(id: string): Promise<void>
  deleteQueued(id: string): Promise<void>
  /** How many there were. */
  deleteAllCached(): Promise<number>
  deleteAllQueued(): Promise<number>
}

/** The service says no, with this status. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface Reaching {
  readonly host: string
  readonly port: number
  readonly token?: string
}

/** Speaks with the routes of the cachemanage filter, and where it is not in the pipeline with `/v2/cache`. */
export function cacheClient(reaching: Reaching): CacheClient {
  const ask = asking(reaching)
  const [older, newer] = [olderRoutes(ask), newerRoutes(ask)]

  async function either<T>(use: (routes: CacheClient) => Promise<T>): Promise<T> {
    try {
      return await use(older)
    } catch (error) {
      if (!isMissing(error)) throw error
      return use(newer)
    }
  }

  return {
    cached: () => either(routes => routes.cached()),
    queued: () => either(routes => routes.queued()),
    queue: id => either(routes => routes.queue(id)),
    deleteCached: id => either(routes => routes.deleteCached(id)),
    deleteQueued: id => either(routes => routes.deleteQueued(id)),
    deleteAllCached: () => either(routes => routes.deleteAllCached()),
    deleteAllQueued: () => either(routes => routes.deleteAllQueued()),
  }
}

/** The JSON of an answer, null where it has none; rejects with `Refusal`. */
type Ask = (method: string, path: string, headers?: Readonly<Record<string, string>>) => Promise<unknown>

function asking({ host, port, token }: Reaching): Ask {
  const identity: Readonly<Record<string, string>> = token ? { 'X-Auth-Token': token } : {}
  return async (method, path, more = {}) => {
    const headers = { ...identity, ...more }
    const reply = await exchange({ host, port, method, path: `/v2${path}`, headers })
    const { status, body } = reply
    if (status < 200 || status > 299) throw new Refusal(status, complaintOf(reply))
    return body === '' ? null : JSON.parse(body)
  }
}

/** In Glance's words. */
function complaintOf({ status, body }: Reply): string {
  if ([400, 401, 403, 404, 409].includes(status)) return body
  if (status === 500) return 'The request returned 500 Internal Server Error.'
  if (status === 503)
    return 'The request returned 503 Service Unavailable. This generally occurs on service overload or other transient outage.'
  return `The request returned an unexpected status: ${status}.\n\nThe response body:\n${body}`
}

interface State {
  readonly cached_images: readonly CachedImage[]
  readonly queued_images: readonly string[]
}

function olderRoutes(ask: Ask): CacheClient {
  const list = async <N extends keyof State>(name: N) => ((await ask('GET', `/${name}`)) as State)[name]
  const deleteAll = async (name: keyof State) =>
    ((await ask('DELETE', `/${name}`)) as { num_deleted: number }).num_deleted
  return {
    cached: () => list('cached_images'),
    queued: () => list('queued_images'),
    queue: async id => void (await ask('PUT', `/queued_images/${id}`)),
    deleteCached: async id => void (await ask('DELETE', `/cached_images/${id}`)),
    deleteQueued: async id => void (await ask('DELETE', `/queued_images/${id}`)),
    deleteAllCached: () => deleteAll('cached_images'),
    deleteAllQueued: () => deleteAll('queued_images'),
  }
}

function newerRoutes(ask: Ask): CacheClient {
  const state = async () => (await ask('GET', '/cache')) as State
  const cached = async () => (await state()).cached_images
  const queued = async () => (await state()).queued_images
  /** Of both the copy and the place in the queue. */
  const deleteImage = (id: string) => ask('DELETE', `/cache/${id}`)
  const clear = (target: 'cache' | 'queue') =>
    ask('DELETE', '/cache', { 'x-image-cache-clear-target': target })
  return {
    cached,
    queued,
    async queue(id) {
      try {
        await ask('PUT', `/cache/${id}`)
      } catch (error) {
        if (!isMissing(error)) throw error
        // 404 may be about the image, or about all of `/v2/cache`.
        await state()
        throw new Error(`there is no image ${id}`)
      }
    },
    async deleteCached(id) {
      if ((await cached()).some(({ image_id }) => image_id === id)) await deleteImage(id)
    },
    async deleteQueued(id) {
      if ((await queued()).includes(id)) await deleteImage(id)
    },
    async deleteAllCached() {
      const images = await cached()
      await clear('cache')
      return images.length
    },
    async deleteAllQueued() {
      const images = await queued()
      await clear('queue')
      return images.length
    },
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Refusal && error.status === 404
}

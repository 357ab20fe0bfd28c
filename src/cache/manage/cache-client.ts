import type { CachedImage } from '../cache.ts'

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
export function cacheClient({ host, port, token }: Reaching): CacheClient {
  const base = `http://${host.includes(':') ? `[${host}]` : host}:${port}/v2`

  async function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<unknown> {
    const identity: Record<string, string> = token ? { 'X-Auth-Token': token } : {}
    const answer = await fetch(base + path, { method, headers: { ...identity, ...headers } })
    const text = await answer.text()
    if (!answer.ok) throw new Refusal(answer.status, `${answer.status} ${answer.statusText}\n${text}`)
    return text === '' ? null : JSON.parse(text)
  }

  async function either<T>(older: () => Promise<T>, newer: () => Promise<T>): Promise<T> {
    try {
      return await older()
    } catch (error) {
      if (!isMissing(error)) throw error
      return newer()
    }
  }

  const state = async () =>
    (await ask('GET', '/cache')) as { cached_images: CachedImage[]; queued_images: string[] }
  const clear = (target: 'cache' | 'queue') =>
    ask('DELETE', '/cache', { 'x-image-cache-clear-target': target })
  const deleted = async (path: string) => ((await ask('DELETE', path)) as { num_deleted: number }).num_deleted

  /** 404 may be about the image, or about all of `/v2/cache`. */
  async function queueKnown(id: string): Promise<void> {
    try {
      await ask('PUT', `/cache/${id}`)
    } catch (error) {
      if (!isMissing(error)) throw error
      await state()
      throw new Error(`there is no image ${id}`)
    }
  }

  return {
    cached: () =>
      either(
        async () => ((await ask('GET', '/cached_images')) as { cached_images: CachedImage[] }).cached_images,
        async () => (await state()).cached_images,
      ),
    queued: () =>
      either(
        async () => ((await ask('GET', '/queued_images')) as { queued_images: string[] }).queued_images,
        async () => (await state()).queued_images,
      ),
    async queue(id) {
      await either(
        () => ask('PUT', `/queued_images/${id}`),
        () => queueKnown(id),
      )
    },
    async deleteCached(id) {
      await either(
        () => ask('DELETE', `/cached_images/${id}`),
        async () => {
          const { cached_images: images } = await state()
          if (images.some(({ image_id }) => image_id === id)) await ask('DELETE', `/cache/${id}`)
        },
      )
    },
    async deleteQueued(id) {
      await either(
        () => ask('DELETE', `/queued_images/${id}`),
        async () => {
          const { queued_images: images } = await state()
          if (images.includes(id)) await ask('DELETE', `/cache/${id}`)
        },
      )
    },
    deleteAllCached: () =>
      either(
        () => deleted('/cached_images'),
        async () => {
          const { cached_images: images } = await state()
          await clear('cache')
          return images.length
        },
      ),
    deleteAllQueued: () =>
      either(
        () => deleted('/queued_images'),
        async () => {
          const { queued_images: images } = await state()
          await clear('queue')
          return images.length
        },
      ),
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Refusal && error.status === 404
}

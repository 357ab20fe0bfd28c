import type { IncomingHttpHeaders } from 'node:http'
import type { ImageCache } from '../cache/cache.ts'
import type { ImageRecord } from '../db/records.ts'
import { Fault, notAuthorized } from '../errors.ts'
import { imageTarget } from '../images/authorize.ts'
import { showImage } from '../images/index.ts'
import { sendEmpty, sendValue } from './answer.ts'
import type { Exchange } from './exchange.ts'

type OfImage = Exchange<'image_id'>

export async function show(exchange: Exchange): Promise<void> {
  const cache = permittedCache(exchange, 'cache_list')
  sendValue(exchange.res, { cached_images: await cache.list(), queued_images: await cache.queued() })
}

export async function clear(exchange: Exchange): Promise<void> {
  const cache = permittedCache(exchange, 'cache_delete')
  const target = clearTarget(exchange.req.headers)
  // The queue first: nothing of it is to come in after the rest has gone.
  if (target !== 'cache') await cache.unqueueAll()
  if (target !== 'queue') await cache.forgetAll()
  sendEmpty(exchange.res)
}

/** Takes the image from the cache or the queue, also one that is gone from everywhere else. */
export async function remove(exchange: OfImage): Promise<void> {
  const id = exchange.params.image_id
  const image = await findImage(exchange).catch(async (error: unknown) => {
    if (await isKept(exchange.site.cache, id)) return undefined
    throw error
  })
  const cache = permittedCache(exchange, 'cache_delete', image)
  await cache.unqueue(id)
  await cache.forget(id)
  sendEmpty(exchange.res)
}

/** Has the image fetched into the cache, after the answer. */
export async function queue(exchange: OfImage): Promise<void> {
  const image = await findImage(exchange)
  const cache = permittedCache(exchange, 'cache_image', image)
  if (image.status !== 'active') {
    throw new Fault('Invalid', 'Only images with status active can be targeted for queueing')
  }
  if (await cache.queue(image.id)) exchange.site.prefetcher?.fetch(image.id)
  sendEmpty(exchange.res, 202)
}

/** Tells which nodes have the image in their cache, by their URLs. */
export async function nodes(exchange: OfImage): Promise<void> {
  const { nodesWith } = permittedCache(exchange, 'list_cached_nodes')
  if (!nodesWith) throw new Fault('Conflict', 'Centralized caching is not enabled')
  const image = await findImage(exchange)
  sendValue(exchange.res, await nodesWith(image.id))
}

export async function clean(exchange: Exchange): Promise<void> {
  await permittedCache(exchange, 'cache_clean').clean()
  sendValue(exchange.res, null)
}

export async function prune(exchange: Exchange): Promise<void> {
  const { files, bytes } = await permittedCache(exchange, 'cache_prune').prune()
  sendValue(exchange.res, { total_files_pruned: files, total_bytes_pruned: bytes })
}

function permittedCache({ context, site }: Exchange, rule: string, image?: ImageRecord): ImageCache {
  const target = image && imageTarget(context, image)
  if (!site.service.policy.allows(context, rule, target)) throw notAuthorized(rule)
  if (site.cache) return site.cache
  throw new Fault('NotFound', 'Caching via API is not supported at this site.')
}

async function findImage({ params, context, site }: OfImage): Promise<ImageRecord> {
  try {
    return await showImage(site.service, context, params.image_id)
  } catch (error) {
    if (!(error instanceof Fault) || error.status !== 404) throw error
    throw new Fault('NotFound', `Image ${params.image_id} not found.`, { cause: error })
  }
}

async function isKept(cache: ImageCache | undefined, id: string): Promise<boolean> {
  return cache !== undefined && ((await cache.has(id)) || (await cache.isQueued(id)))
}

function clearTarget(headers: IncomingHttpHeaders): string {
  const target = String(headers['x-image-cache-clear-target'] ?? '').toLowerCase()
  if (['', 'cache', 'queue'].includes(target)) return target
  throw new Fault(
    'Invalid',
    "If provided 'x-image-cache-clear-target' must be 'cache', 'queue' or empty string.",
  )
}

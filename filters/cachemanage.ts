import type { Request, Response } from 'express'
import { defineFilter } from '../paste/options/define-filter.ts'
import type { ImageCache } from '../src/cache/cache.ts'
import { Fault, notAuthorized } from '../src/errors.ts'
import { answerFault } from '../src/fault-answer.ts'
import { requestContext } from '../src/identity/context.ts'
import { imageCache, imageService, logger } from '../src/services.ts'

/** The older routes for looking into the image cache; `/v2/cache` is their successor. */
export const factory = defineFilter({
  requires: [requestContext],
  async create(_options, globals) {
    const cache = await globals.borrow(imageCache)
    const { policy } = await globals.borrow(imageService)
    const log = await globals.borrow(logger)
    return async (req, res, next) => {
      const operation = findOperation(req)
      if (!operation) return next()
      if (!policy.allows(requestContext.get(req), 'manage_image_cache')) {
        return answerFault(req, res, notAuthorized('manage_image_cache'))
      }
      try {
        answerJson(res, await operation(cache))
      } catch (cause) {
        if (cause instanceof Fault) return answerFault(req, res, cause)
        log.error({ err: cause }, `${req.method} ${req.url} failed unexpectedly`)
        answerFault(req, res, new Fault('Unexpected', '', { cause }))
      }
    }
  },
})

type Operation = (cache: ImageCache) => Promise<unknown>

/** What each route does, `id` being the last segment of a path that has one. */
const operations: Readonly<Record<string, (id: string) => Operation>> = {
  'GET cached_images': () => async cache => ({ cached_images: await cache.list() }),
  'DELETE cached_images': () => async cache => ({ num_deleted: await cache.forgetAll() }),
  'DELETE cached_images/id': id => cache => nothing(cache.forget(id)),
  'GET queued_images': () => async cache => ({ queued_images: await cache.queued() }),
  'DELETE queued_images': () => async cache => ({ num_deleted: await cache.unqueueAll() }),
  'PUT queued_images/id': id => cache => nothing(cache.queue(id)),
  'DELETE queued_images/id': id => cache => nothing(cache.unqueue(id)),
}

function findOperation(req: Request): Operation | undefined {
  const [path = ''] = req.url.split('?')
  const [, collection, id] = /^\/v2\/(cached_images|queued_images)(?:\/([^/]+))?$/.exec(path) ?? []
  if (!collection) return undefined
  return operations[`${req.method} ${collection}${id ? '/id' : ''}`]?.(id ?? '')
}

async function nothing(done: Promise<unknown>): Promise<null> {
  await done
  return null
}

function answerJson(res: Response, body: unknown): void {
  const text = JSON.stringify(body)
  res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
  res.end(text)
}

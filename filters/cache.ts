import { defineFilter } from '../paste/options/define-filter.ts'
import type { Filter } from '../paste/types.ts'
import { imageToDelete, readThroughCache } from '../src/cache/cache.ts'
import { asksForCentralIndex, namelessNode } from '../src/cache/options.ts'
import { imageOptions } from '../src/images/options.ts'
import { configuration, imageCache, logger } from '../src/services.ts'

/** Lets what is inside read image data through the image cache, and drops the copy of an image that was deleted, or its place
 * in the queue. */
export const factory = defineFilter({
  provides: [readThroughCache],
  async create(_options, globals) {
    const config = await globals.borrow(configuration)
    const isNameless = !config.read(imageOptions).worker_self_reference_url
    if (isNameless && asksForCentralIndex(config)) throw new Error(namelessNode)
    const cache = await globals.borrow(imageCache)
    const log = await globals.borrow(logger)
    // The bound may have been lowered since the images came in.
    void cache.prune().catch(err => log.warn({ err }, 'cannot bring the image cache within its bound'))
    const forgetDeleted: Filter = async (req, res, next) => {
      await next()
      const id = imageToDelete.peek(req)
      if (!id || res.statusCode < 200 || res.statusCode > 299) return
      try {
        await cache.forget(id)
        await cache.unqueue(id)
      } catch (err) {
        log.warn({ err, image: id }, `cannot remove the cached copy of image ${id}`)
      }
    }
    return (req, res, next) => {
      readThroughCache.set(req, cache.read)
      return req.method === 'DELETE' ? forgetDeleted(req, res, next) : next()
    }
  },
})

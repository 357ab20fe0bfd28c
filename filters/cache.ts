import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { defineFilter } from '../paste/options/define-filter.ts'
import { forgetDeletedImage, type ImageCache, readThroughCache } from '../src/cache/cache.ts'
import { asksForCentralIndex, namelessNode } from '../src/cache/options.ts'
import { imageOptions } from '../src/images/options.ts'
import { configuration, imageCache, logger } from '../src/services.ts'

/** Lets what is inside read image data through the image cache, and drop the copy of an image that was deleted, or its place
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
    const forget = forgetIn(cache, log)
    return (req, _res, next) => {
      readThroughCache.set(req, cache.read)
      if (req.method === 'DELETE') forgetDeletedImage.set(req, forget)
      return next()
    }
  },
})

/** Nobody gets to see a deleted image, wherever its copy is: who has deleted it does not wait longer for a disk that hangs. */
const patienceMilliseconds = 2000

function forgetIn(cache: ImageCache, log: Logger): (id: string) => Promise<void> {
  async function forget(id: string): Promise<void> {
    try {
      await Promise.all([cache.unqueue(id), cache.forget(id)])
    } catch (err) {
      log.warn({ err, image: id }, `cannot remove the cached copy of image ${id}`)
    }
  }

  return async id => {
    const gone = new AbortController()
    void forget(id).finally(() => gone.abort())
    await sleep(patienceMilliseconds, undefined, { signal: gone.signal, ref: false }).then(
      () =>
        log.warn({ image: id }, `the cached copy of image ${id}, which is deleted, is still being removed`),
      () => undefined,
    )
  }
}

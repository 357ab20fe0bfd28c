import type { Logger } from 'pino'
import type { Config } from '../../config/config.ts'
import { createImageService } from '../../create-service.ts'
import type { Database } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import type { ImageCache } from '../cache.ts'
import { openCache } from '../open.ts'
import { fetchQueued } from '../prefetch.ts'
import { runTool } from './run-tool.ts'

/** glance-cache-pruner: makes the cache as small as it may be. */
export function runPruner(argv: readonly string[]): Promise<number> {
  return runTool({
    program: 'glance-cache-pruner',
    argv,
    work: (config, log) =>
      tidyCache(config, log, async cache => {
        const { files, bytes } = await cache.prune()
        log.info(`pruned ${files} images, ${bytes} bytes`)
      }),
  })
}

/** glance-cache-cleaner: removes broken images, and unfinished ones that nobody is writing. */
export function runCleaner(argv: readonly string[]): Promise<number> {
  return runTool({
    program: 'glance-cache-cleaner',
    argv,
    work: (config, log) => tidyCache(config, log, cache => cache.clean()),
  })
}

/** glance-cache-prefetcher: brings the queued images in. Fails when one of them cannot be had. */
export function runPrefetcher(argv: readonly string[]): Promise<number> {
  return runTool({
    program: 'glance-cache-prefetcher',
    argv,
    async work(config, log) {
      const service = await createImageService(config, log)
      try {
        const cache = await openCache(config, log, async () => service.db)
        return await closeAfter(cache, fetchQueued(service, cache, new AbortController().signal))
      } finally {
        await service.close()
      }
    },
  })
}

async function tidyCache(
  config: Config,
  log: Logger,
  tidy: (cache: ImageCache) => Promise<void>,
): Promise<true> {
  let database: Promise<Database> | undefined
  try {
    const cache = await openCache(config, log, () => {
      database ??= openDatabase(config, log)
      return database
    })
    await closeAfter(cache, tidy(cache))
    return true
  } finally {
    await (await database)?.close()
  }
}

async function closeAfter<T>(cache: ImageCache, done: Promise<T>): Promise<T> {
  try {
    return await done
  } finally {
    await cache.close()
  }
}

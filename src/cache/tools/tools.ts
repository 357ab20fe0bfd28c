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
      withCache(config, log, async cache => {
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
    work: (config, log) => withCache(config, log, cache => cache.clean()),
  })
}

/** glance-cache-prefetcher: brings the queued images in. Fails when one of them cannot be had. */
export function runPrefetcher(argv: readonly string[]): Promise<number> {
  return runTool({
    program: 'glance-cache-prefetcher',
    argv,
    async work(config, log) {
      const service = await createImageService(config, log)
      const cache = await openCache(config, log, async () => service.db)
      try {
        return await fetchQueued(service, cache, new AbortController().signal)
      } finally {
        await cache.close()
        await service.close()
      }
    },
  })
}

async function withCache(
  config: Config,
  log: Logger,
  act: (cache: ImageCache) => Promise<void>,
): Promise<true> {
  let database: Promise<Database> | undefined
  const cache = await openCache(config, log, () => {
    database ??= openDatabase(config, log)
    return database
  })
  try {
    await act(cache)
    return true
  } finally {
    await cache.close()
    await (await database)?.close()
  }
}

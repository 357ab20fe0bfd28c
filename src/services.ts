import type { Logger } from 'pino'
import { serviceKey } from '../paste/keys.ts'
import type { Versions } from './api/versions.ts'
import type { CacheFigures, ImageCache } from './cache/cache.ts'
import { cacheOptions, hasCacheFolder } from './cache/options.ts'
import type { Prefetcher } from './cache/prefetch.ts'
import type { Config } from './config/config.ts'
import type { Keystone } from './keystone/keystone.ts'
import type { runInRequest } from './log/request-scope.ts'
import type { ImageService } from './service.ts'
import type { Tally } from './tally.ts'

// The services that filters and apps borrow. Each opens itself where the program lends none, so that a stock paste file
// can be mounted in any Express app.

/** What `glance-api.conf` says, as `loadConfig` finds it. */
export const configuration = serviceKey<Config>('configuration', {
  open: async () => (await import('./config/load.ts')).loadConfig(),
})

/** The log as the configuration has it. */
export const logger = serviceKey<Logger>('log', {
  open: async globals => (await import('./log/log.ts')).openLog(await globals.borrow(configuration)),
})

/** Runs something so that each line it logs belongs to the request. */
export const requestScope = serviceKey<typeof runInRequest>('request scope', {
  open: async () => (await import('./log/request-scope.ts')).runInRequest,
})

export const keystone = serviceKey<Keystone>('keystone', {
  open: async globals => {
    const { createKeystone } = await import('./keystone/keystone.ts')
    return createKeystone(await globals.borrow(configuration), await globals.borrow(logger))
  },
  close: opened => opened.close(),
})

/** The API's versions, as `/versions` shows them. */
export const versions = serviceKey<Versions>('versions', {
  open: async globals =>
    (await import('./api/versions.ts')).describeVersions(await globals.borrow(configuration)),
})

/** What the service works with: database, stores, policy. */
export const imageService = serviceKey<ImageService>('image service', {
  open: async globals => {
    const { createImageService } = await import('./create-service.ts')
    return createImageService(await globals.borrow(configuration), await globals.borrow(logger))
  },
  close: service => service.close(),
})

/** The cache in `image_cache_dir`. */
export const imageCache = serviceKey<ImageCache>('image cache', {
  open: async globals => {
    const { openCache } = await import('./cache/open.ts')
    const database = async () => (await globals.borrow(imageService)).db
    const hashing = async () => (await globals.borrow(imageService)).stores.hashing
    return openCache(await globals.borrow(configuration), await globals.borrow(logger), database, hashing)
  },
  close: cache => cache.close(),
})

/** Opens what adds up the counts of processes that serve together; each counts alone where nothing is lent. */
export const openTally = serviceKey<() => Promise<Tally>>('tally', {
  open: () => async () => (await import('./tally.ts')).ownTally(),
})

/** Undefined where no folder for the image cache is set. */
export const imageCacheFigures = serviceKey<CacheFigures | undefined>('figures of the image cache', {
  open: async globals => {
    if (!hasCacheFolder(await globals.borrow(configuration))) return undefined
    const { cacheFigures } = await import('./cache/figures.ts')
    const open = await globals.borrow(openTally)
    return cacheFigures(await globals.borrow(imageCache), await open())
  },
  close: figures => figures?.close(),
})

export const imagePrefetcher = serviceKey<Prefetcher>('image prefetcher', {
  open: async globals => {
    const { startPrefetcher } = await import('./cache/prefetch.ts')
    const { cache_prefetcher_interval: intervalSeconds } = (await globals.borrow(configuration)).read(
      cacheOptions,
    )
    return startPrefetcher(await globals.borrow(imageService), await globals.borrow(imageCache), {
      intervalSeconds,
    })
  },
  close: prefetcher => prefetcher.close(),
})

import type { Config } from '../config/config.ts'
import { choice, integer, optionGroup, text } from '../config/option.ts'

/** Read from `glance-api.conf` and, by the cache tools, from `glance-cache.conf`. */
export const cacheOptions = optionGroup('DEFAULT', {
  image_cache_dir: text({
    default: '/var/lib/glance/image-cache',
    help: 'Folder of the image cache: complete images stand directly in it, others under incomplete, invalid and queue. Setting it makes the cache API available.',
  }),
  image_cache_driver: choice({
    choices: ['centralized_db', 'sqlite', 'xattr'],
    ignoreCase: true,
    default: 'centralized_db',
    help: 'Where the cache keeps its records: the database of the service, a SQLite file in the cache folder, or extended attributes of the cached files. While neither this nor worker_self_reference_url is set, sqlite is used.',
  }),
  image_cache_sqlite_db: text({
    default: 'cache.db',
    help: 'File of the sqlite driver, relative to the cache folder.',
  }),
  image_cache_max_size: integer({
    default: 10 * 1024 ** 3,
    min: 0,
    help: 'Bytes that cached images may take. The service makes room before it caches another image, and does not cache what cannot fit; 0 caches nothing.',
  }),
  cache_prefetcher_interval: integer({
    default: 300,
    min: 0,
    help: 'Seconds after which the service looks again for queued images to fetch into the cache; 0 leaves that to glance-cache-prefetcher.',
  }),
  image_cache_stall_time: integer({
    default: 86400,
    min: 0,
    help: 'Seconds after which glance-cache-cleaner removes an incomplete image that nobody is known to be writing.',
  }),
})

/** Glance has a cache API where a folder is set, and not where it is set to nothing. */
export function hasCacheFolder(config: Config): boolean {
  return config.isSet('DEFAULT', 'image_cache_dir') && config.read(cacheOptions).image_cache_dir !== ''
}

/** What is wrong where records are to be kept for each node, and this one has no name. */
export const namelessNode =
  "'worker_self_reference_url' needs to be set if `centralized_db` is defined as cache driver for image_cache_driver config option."

/** Whether the configuration says so by itself; it is the default, too. */
export function asksForCentralIndex(config: Config): boolean {
  const { image_cache_driver: driver } = config.read(cacheOptions)
  return driver === 'centralized_db' && config.isSet('DEFAULT', 'image_cache_driver')
}

import { resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../config/diagnostic.ts'
import { whyUnusable } from '../make-folder.ts'
import { cacheOptions } from './options.ts'
import { otherUseOf } from './other-use.ts'

/** What keeps the folder of the image cache from being used, where one is named. Makes nothing. */
export async function checkCacheFolder(config: Config): Promise<readonly Diagnostic[]> {
  const [group, key] = [cacheOptions.name, 'image_cache_dir']
  const origin = config.placeOf(group, key)
  if (!origin) return []
  const { image_cache_dir: folder } = config.read(cacheOptions)
  const message = (await whyUnusable(resolve(folder))) ?? (await otherUseOf(folder, config))
  return message
    ? [{ severity: 'error', code: 'CONFIG_CACHE', message, origin, group, key, mark: folder }]
    : []
}

import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../config/diagnostic.ts'
import { cacheOptions } from './options.ts'

/** What keeps the folder of the image cache from being used, where one is named. Makes nothing. */
export async function checkCacheFolder(config: Config): Promise<readonly Diagnostic[]> {
  const [group, key] = [cacheOptions.name, 'image_cache_dir']
  const origin = config.placeOf(group, key)
  if (!origin) return []
  const { image_cache_dir: folder } = config.read(cacheOptions)
  const message = await whyUnusable(resolve(folder))
  return message
    ? [{ severity: 'error', code: 'CONFIG_CACHE', message, origin, group, key, mark: folder }]
    : []
}

/** Of a folder that is still to be made, the one that it will be made in has to do. */
async function whyUnusable(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return `${path} is no folder`
    await access(path, constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return (error as Error).message
    return whyUnusable(dirname(path))
  }
}

import { resolve } from 'node:path'
import type { Plan } from '../../paste/plan/describe-tree.ts'
import { filtersOf } from '../../paste/plan/filters-of.ts'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../config/diagnostic.ts'
import { imageOptions } from '../images/options.ts'
import { whyUnusable } from '../make-folder.ts'
import { BadCacheSettings } from './faults.ts'
import { cacheFolder } from './folder.ts'
import { indexPath } from './index/open.ts'
import { asksForCentralIndex, cacheOptions, namelessNode } from './options.ts'
import { otherUseOf } from './other-use.ts'

/** What keeps the image cache from being opened, where its folder is named, or from being used by the filter `cache`, where a
 * plan has that. Makes nothing. */
export async function checkCache(config: Config, plan?: Plan): Promise<readonly Diagnostic[]> {
  const settings = config.read(cacheOptions)
  const found = [
    (plan && hasCacheFilter(plan) && whatFilterLacks(config)) || undefined,
    await whatIsWrongWithFolder(config, settings.image_cache_dir),
    whatIsWrongWithIndex(config),
  ]
  return found.filter(one => one !== undefined)
}

function hasCacheFilter(plan: Plan): boolean {
  return [...filtersOf(plan)].some(({ factory }) => factory?.name === 'glasspaste/filters/cache:factory')
}

function whatFilterLacks(config: Config): Diagnostic | undefined {
  const { image_cache_dir: folder } = config.read(cacheOptions)
  if (folder === '') return fault(config, 'image_cache_dir', 'the filter "cache" needs a folder')
  const isNameless = !config.read(imageOptions).worker_self_reference_url
  if (isNameless && asksForCentralIndex(config)) return fault(config, 'image_cache_driver', namelessNode)
  return undefined
}

async function whatIsWrongWithFolder(config: Config, folder: string): Promise<Diagnostic | undefined> {
  if (folder === '' || !config.placeOf(cacheOptions.name, 'image_cache_dir')) return undefined
  const reason = (await whyUnusable(resolve(folder))) ?? (await otherUseOf(folder, config))
  return reason === undefined ? undefined : fault(config, 'image_cache_dir', reason, folder)
}

function whatIsWrongWithIndex(config: Config): Diagnostic | undefined {
  const { image_cache_dir: folder, image_cache_sqlite_db: file } = config.read(cacheOptions)
  try {
    indexPath(file, cacheFolder(folder))
    return undefined
  } catch (error) {
    if (error instanceof BadCacheSettings) return fault(config, 'image_cache_sqlite_db', error.message, file)
    throw error
  }
}

function fault(config: Config, key: string, message: string, mark?: string): Diagnostic {
  const { name: group } = cacheOptions
  const origin = config.placeOf(group, key)
  return { severity: 'error', code: 'CONFIG_CACHE', message, origin, group, key, mark }
}

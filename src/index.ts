import { type LoadedApp, type LoadOptions, loadApp as loadPasteApp } from '../paste/load.ts'
import { glanceAliases } from './aliases.ts'

export { type LoadedApp, type LoadOptions, lend } from '../paste/index.ts'
export { imagesApp, versionsApp } from './api/index.ts'
export { versionOneApp } from './api/version-one.ts'
export type { Config } from './config/config.ts'
export { type LoadConfigOptions, loadConfig } from './config/load.ts'
export { createImageService } from './create-service.ts'
export type { ImageService } from './service.ts'
export { configuration, imageCache, imageService, logger, versions } from './services.ts'

/** Loads the app that a paste file names, as `loadApp` of `glasspaste/paste` does. Files written for Glance load unchanged, and
 * unless another name is given the app is `glance-api`, as it is for Glance. */
export function loadApp(uri: string, options: LoadOptions = {}): Promise<LoadedApp> {
  const name = options.name ?? (uri.includes('#') ? undefined : 'glance-api')
  return loadPasteApp(uri, { ...options, name, aliases: { ...glanceAliases, ...options.aliases } })
}

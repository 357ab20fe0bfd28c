import type { AppFactory } from '../../paste/types.ts'
import type { ImageService } from '../service.ts'
import { imageService, versions } from '../services.ts'
import type { Site } from './exchange.ts'
import { imagesApi } from './images-api.ts'
import { apiOptions } from './options.ts'
import { loadSchemas } from './schemas/index.ts'
import { versionsApi } from './versions-api.ts'

/** `[app:apiv2app]`: the Images API v2. */
export const imagesApp: AppFactory = async globals => {
  return imagesApi(await siteOf(await globals.borrow(imageService)))
}

/** `[app:apiversions]`: the versions document, at every path. */
export const versionsApp: AppFactory = async globals => versionsApi(await globals.borrow(versions))

async function siteOf(service: ImageService): Promise<Site> {
  const { config } = service
  return { service, settings: config.read(apiOptions), schemas: await loadSchemas(config) }
}

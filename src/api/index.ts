import type { AppFactory, Globals } from '../../paste/types.ts'
import { hasCacheFolder } from '../cache/options.ts'
import type { ImageService } from '../service.ts'
import { imageCache, imagePrefetcher, imageService, versions } from '../services.ts'
import { type KernelSending, loadSendfile } from '../stores/sendfile.ts'
import { TransferBuffers } from './download/transfer-buffers.ts'
import type { Site } from './exchange.ts'
import { imageWriter } from './images/image-view.ts'
import { imagesApi } from './images-api.ts'
import { apiOptions } from './options.ts'
import { loadSchemas } from './schemas/index.ts'
import { versionsApi } from './versions-api.ts'

/** `[app:apiv2app]`: the Images API v2. */
export const imagesApp: AppFactory = async globals => imagesApi(await openSite(globals))

/** `[app:apiversions]`: the versions document, at every path. */
export const versionsApp: AppFactory = async globals => versionsApi(await globals.borrow(versions))

async function openSite(globals: Globals): Promise<Site> {
  const service = await globals.borrow(imageService)
  const { config } = service
  const settings = config.read(apiOptions)
  const hasCache = hasCacheFolder(config)
  return {
    service,
    settings,
    schemas: await loadSchemas(config),
    cache: hasCache ? await globals.borrow(imageCache) : undefined,
    prefetcher: hasCache ? await globals.borrow(imagePrefetcher) : undefined,
    sendfile: settings.use_sendfile ? await openSendfile(service) : undefined,
    buffers: new TransferBuffers(),
    writeImage: imageWriter(),
  }
}

async function openSendfile({ log }: ImageService): Promise<KernelSending | undefined> {
  const sendfile = await loadSendfile()
  if (!sendfile)
    log.warn('use_sendfile has no effect: it takes Linux, and the library koffi (npm install koffi)')
  return sendfile
}

import type { Request, Response } from 'express'
import type { ImageCache } from '../cache/cache.ts'
import type { Prefetcher } from '../cache/prefetch.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import type { KernelSending } from '../stores/sendfile.ts'
import type { TransferBuffers } from './download/transfer-buffers.ts'
import type { WriteImage } from './images/image-view.ts'
import type { ApiSettings } from './options.ts'
import type { Schemas } from './schemas/index.ts'

/** What every route works with. Made once, when the app is built. */
export interface Site {
  readonly service: ImageService
  readonly settings: ApiSettings
  readonly schemas: Schemas
  /** Absent where the configuration names no folder for it. */
  readonly cache: ImageCache | undefined
  /** Comes with the cache. */
  readonly prefetcher: Prefetcher | undefined
  /** Lets the kernel send image files, where the operator wants it and the system can. */
  readonly sendfile: KernelSending | undefined
  readonly buffers: TransferBuffers
  readonly writeImage: WriteImage
}

/** One request on its way through a route. */
export interface Exchange<Param extends string = never> {
  readonly req: Request
  readonly res: Response
  /** Decoded parts of the path. */
  readonly params: Readonly<Record<Param, string>>
  readonly context: RequestContext
  readonly site: Site
}

export type Handler<Param extends string = never> = (exchange: Exchange<Param>) => Promise<void> | void

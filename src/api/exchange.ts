import type { Request, Response } from 'express'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import type { ApiSettings } from './options.ts'
import type { Schemas } from './schemas/index.ts'

/** What every route works with. Made once, when the app is built. */
export interface Site {
  readonly service: ImageService
  readonly settings: ApiSettings
  readonly schemas: Schemas
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

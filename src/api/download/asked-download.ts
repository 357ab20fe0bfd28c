import type { Request, Response } from 'express'
import { isCacheHit, type ReadImage, readThroughCache } from '../../cache/cache.ts'
import type { DownloadOptions } from '../../images/index.ts'
import type { Range } from '../../stores/driver.ts'
import type { KernelSending } from '../../stores/sendfile.ts'
import { clientSignal } from '../abort.ts'
import type { Site } from '../exchange.ts'
import { queryOf } from '../query.ts'
import { readRange } from './range.ts'
import type { SendOptions } from './send-bytes.ts'
import type { TransferBuffers } from './transfer-buffers.ts'

/** What a request for image data asks for. Its signal is made when somebody looks at it, which nobody does where a small image
 * comes from the cache. */
export class AskedDownload implements DownloadOptions, SendOptions {
  readonly prefer: readonly string[] | undefined
  readonly read: ReadImage | undefined
  readonly buffers: TransferBuffers
  readonly sendfile: KernelSending | undefined
  readonly #req: Request
  readonly #res: Response
  #signal: AbortSignal | undefined

  constructor(req: Request, res: Response, { buffers, sendfile }: Site) {
    this.prefer = preferredStores(req)
    this.read = readThroughCache.peek(req)
    this.buffers = buffers
    this.sendfile = sendfile
    this.#req = req
    this.#res = res
  }

  get signal(): AbortSignal {
    this.#signal ??= clientSignal(this.#res)
    return this.#signal
  }

  range(size: number): Required<Range> | undefined {
    return readRange(this.#req.headers, size)
  }

  onHit(): void {
    isCacheHit.set(this.#req, true)
  }
}

function preferredStores(req: Request): readonly string[] | undefined {
  if (!req.url.includes('?')) return undefined
  const stores = (queryOf(req).get('prefer') ?? '')
    .split(',')
    .map(store => store.trim())
    .filter(store => store !== '')
  return stores.length > 0 ? stores : undefined
}

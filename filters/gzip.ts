import compression from 'compression'
import type { Request, Response } from 'express'
import { defineFilter } from '../paste/options/define-filter.ts'

/** Compresses answers for who accepts gzip, images while they stream. A part of an image stays as it is, for it counts bytes. */
export const factory = defineFilter({
  allowsOtherKeys: true,
  create() {
    const compress = compression({ threshold: 0, filter: isWhole })
    return (req, res, next) => {
      if (!req.acceptsEncodings('gzip')) {
        res.vary('Accept-Encoding')
        return next()
      }
      let inside: ReturnType<typeof next> | undefined
      compress(onlyGzip(req), res, () => {
        inside = next()
      })
      return inside
    }
  },
})

/** The middleware would take Brotli, where a client accepts that as well; Glance knows gzip alone. */
function onlyGzip({ method }: Request): Request {
  return { method, headers: { 'accept-encoding': 'gzip' } } as unknown as Request
}

const bodiless = [204, 304]

function isWhole(_req: Request, { statusCode }: Response): boolean {
  return statusCode !== 206 && !bodiless.includes(statusCode)
}

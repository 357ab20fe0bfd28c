import type { Request, Response } from 'express'
import { defineFilter } from '../paste/options/define-filter.ts'
import { versions } from '../src/services.ts'

/** Finds the version of the API that is asked for, in the media type or the first segment of the path, and lets what is
 * inside see `/v2/…`. Without one that is known, the answer is the list of versions. */
export const factory = defineFilter({
  async create(_options, globals) {
    const { serves, document } = await globals.borrow(versions)
    return (req, res, next) => {
      const [first, rest] = splitFirstSegment(req.url)
      if (first === 'versions') return answerJson(res, 200, document(req))

      const wanted = versionInMediaType(req)
      if (!serves(wanted ?? first)) return answerJson(res, 300, document(req))

      req.originalUrl ??= req.url
      req.url = `/v2${wanted === undefined ? rest : req.url}`
      return next()
    }
  },
})

/** `/v2/images?limit=1` is `v2` and `/images?limit=1`. */
function splitFirstSegment(url: string): readonly [string, string] {
  let start = 0
  while (url[start] === '/') start++
  let end = start
  while (end < url.length && url[end] !== '/' && url[end] !== '?') end++
  return [url.slice(start, end), url.slice(end)]
}

/** Only where `Accept` begins with it; the path then carries no version. */
function versionInMediaType(req: Request): string | undefined {
  const { accept = '' } = req.headers
  return /^application\/vnd\.openstack\.images-([^,;\s]*)/.exec(accept)?.[1]
}

function answerJson(res: Response, status: number, text: string): void {
  res.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
  res.end(text)
}

import type { App } from '../../paste/types.ts'

/** Refuses requests with a header line longer than `limit` bytes; 0 sets no limit. */
export function refuseLongLines(app: App, limit: number): App {
  if (limit === 0) return app
  return (req, res, next) => {
    if (!hasLongLine(req.rawHeaders, limit)) return app(req, res, next)
    res.writeHead(431, { Connection: 'close' }).end()
  }
}

/** Names and values take turns; a line is both, with a colon and a blank between. */
function hasLongLine(rawHeaders: readonly string[], limit: number): boolean {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const length = (rawHeaders[i]?.length ?? 0) + 2 + (rawHeaders[i + 1]?.length ?? 0)
    if (length > limit) return true
  }
  return false
}

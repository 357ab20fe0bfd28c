import type { Request } from 'express'

/** What a proxy tells of the request that it got. */
export interface Origin {
  readonly proto?: string
  readonly host?: string
  readonly from?: string
}

/** `Forwarded` counts, and without it `X-Forwarded-*`. */
export function originOf(req: Request): Origin {
  return forwarded(req) ?? xForwarded(req)
}

/** The first value of a header that may have several. */
export function firstOf(req: Request, name: string): string | undefined {
  const value = req.headers[name]
  return (Array.isArray(value) ? value[0] : value)?.split(',')[0]?.trim()
}

/** RFC 7239: the first element is the proxy nearest to the client. */
function forwarded(req: Request): Origin | undefined {
  const first = firstOf(req, 'forwarded')
  if (!first) return undefined
  const pairs = first.split(';').map(pair => {
    const [name = '', ...value] = pair.split('=')
    return [name.trim().toLowerCase(), unquoted(value.join('=').trim())] as const
  })
  const named = new Map(pairs)
  return { proto: named.get('proto'), host: named.get('host'), from: named.get('for') }
}

function xForwarded(req: Request): Origin {
  return {
    proto: firstOf(req, 'x-forwarded-proto'),
    host: firstOf(req, 'x-forwarded-host'),
    from: firstOf(req, 'x-forwarded-for'),
  }
}

function unquoted(value: string): string {
  return value.replace(/^"(.*)"$/, '$1')
}

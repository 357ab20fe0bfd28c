import type { Request } from 'express'
import { defineFilter } from '../paste/options/define-filter.ts'
import { passOn } from '../paste/run/pipeline.ts'
import type { Filter } from '../paste/types.ts'
import { proxyOptions } from './settings/options.ts'
import { completeOptions, sectionOptions } from './settings/section-options.ts'

/** Lets the request look as the client sent it to the proxy: scheme, host, address, and the path prefix the proxy took off. */
export const factory = defineFilter({
  ...sectionOptions(proxyOptions),
  async create(own, globals) {
    const { enable_proxy_headers_parsing: enabled } = await completeOptions(own, globals, proxyOptions)
    return enabled ? believe : passOn
  },
})

const believe: Filter = (req, _res, next) => {
  const { proto, host, from } = forwarded(req) ?? xForwarded(req)
  believeScheme(req, proto)
  if (host) req.headers.host = host
  if (from) override(req, 'ip', from)
  const prefix = firstOf(req, 'x-forwarded-prefix')
  if (prefix) req.baseUrl = prefix.replace(/\/+$/, '') + (req.baseUrl ?? '')
  return next()
}

/** A scheme other than those of the web is not believed. */
export function believeScheme(req: Request, scheme: string | undefined): void {
  if (scheme && /^https?$/i.test(scheme)) override(req, 'protocol', scheme.toLowerCase())
}

interface Origin {
  readonly proto?: string
  readonly host?: string
  readonly from?: string
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

/** The first value of a header that may have several. */
export function firstOf(req: Request, name: string): string | undefined {
  const value = req.headers[name]
  return (Array.isArray(value) ? value[0] : value)?.split(',')[0]?.trim()
}

function unquoted(value: string): string {
  return value.replace(/^"(.*)"$/, '$1')
}

/** Express derives these from the socket, by getters. */
function override(req: Request, name: 'protocol' | 'ip', value: string): void {
  Object.defineProperty(req, name, { value, configurable: true, enumerable: true })
}

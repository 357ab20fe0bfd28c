import type { Request, Response } from 'express'
import { defineFilter } from '../paste/options/define-filter.ts'
import type { Values } from '../src/config/config.ts'
import { corsOptions } from './options.ts'
import { completeOptions, sectionOptions } from './section-options.ts'

/** Tells browsers which pages may call the API (Fetch standard, CORS protocol). Every OPTIONS request ends here. */
export const factory = defineFilter({
  ...sectionOptions(corsOptions),
  async create(own, globals) {
    const options = await completeOptions(own, globals, corsOptions)
    const allowed = new Set(options.allowed_origin)
    return (req, res, next) => {
      const origin = allowedOrigin(req, allowed)
      if (req.method !== 'OPTIONS') {
        if (origin) allowReading(res, origin, options)
        return next()
      }
      if (origin && permits(req, options)) answerPreflight(req, res, origin, options)
      res.writeHead(200, { 'Content-Length': 0 }).end()
    }
  },
})

type CorsOptions = Values<typeof corsOptions.options>

function allowedOrigin(req: Request, allowed: ReadonlySet<string>): string | undefined {
  const { origin } = req.headers
  if (!origin) return undefined
  if (allowed.has(origin)) return origin
  return allowed.has('*') ? '*' : undefined
}

function allowReading(res: Response, origin: string, options: CorsOptions): void {
  allow(res, origin, options)
  if (options.expose_headers.length > 0) {
    res.setHeader('Access-Control-Expose-Headers', options.expose_headers.join(','))
  }
}

function allow(res: Response, origin: string, options: CorsOptions): void {
  res.setHeader('Vary', 'Origin')
  res.setHeader('Access-Control-Allow-Origin', origin)
  if (options.allow_credentials) res.setHeader('Access-Control-Allow-Credentials', 'true')
}

/** Browsers may always send these. */
const simpleHeaders = [
  'accept',
  'accept-language',
  'content-type',
  'cache-control',
  'content-language',
  'expires',
  'last-modified',
  'pragma',
]

function permits(req: Request, options: CorsOptions): boolean {
  const method = req.get('Access-Control-Request-Method')
  if (!method || !options.allow_methods.includes(method)) return false
  const known = new Set([...simpleHeaders, ...options.allow_headers.map(name => name.toLowerCase())])
  return requestedHeaders(req).every(name => known.has(name.toLowerCase()))
}

function answerPreflight(req: Request, res: Response, origin: string, options: CorsOptions): void {
  allow(res, origin, options)
  if (options.max_age) res.setHeader('Access-Control-Max-Age', String(options.max_age))
  res.setHeader('Access-Control-Allow-Methods', req.get('Access-Control-Request-Method') ?? '')
  const headers = requestedHeaders(req)
  if (headers.length > 0) res.setHeader('Access-Control-Allow-Headers', headers.join(','))
}

function requestedHeaders(req: Request): readonly string[] {
  const names = (req.get('Access-Control-Request-Headers') ?? '').split(',').map(name => name.trim())
  return names.filter(name => name !== '')
}

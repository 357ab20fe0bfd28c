import type { Request, Response } from 'express'
import { defineFilter } from '../paste/options/define-filter.ts'
import type { Values } from '../src/config/config.ts'
import { configuration } from '../src/services.ts'
import { corsOptions } from './settings/options.ts'
import { completeOptions, sectionOptions } from './settings/section-options.ts'

/** Tells browsers which pages may call the API (Fetch standard, CORS protocol). Every OPTIONS request ends here. What is set in
 * sections such as `[cors.dashboard]` is for the origins that they allow. */
export const factory = defineFilter({
  ...sectionOptions(corsOptions),
  async create(own, globals) {
    const options = await completeOptions(own, globals, corsOptions)
    const config = await globals.borrow(configuration)
    const more = config
      .sectionsBelow(corsOptions.name)
      .map(group => config.read(corsOptions, { group, fallback: [corsOptions.name] }))
    const allowed = optionsByOrigin([options, ...more])
    return (req, res, next) => {
      const found = optionsFor(req, allowed)
      if (req.method !== 'OPTIONS') {
        if (found) allowReading(res, ...found)
        return next()
      }
      if (found && permits(req, found[1])) answerPreflight(req, res, ...found)
      res.writeHead(200, { 'Content-Length': 0 }).end()
    }
  },
})

type CorsOptions = Values<typeof corsOptions.options>

/** Who allows an origin first says what its pages may do. */
function optionsByOrigin(all: readonly CorsOptions[]): ReadonlyMap<string, CorsOptions> {
  const pairs = all.flatMap(options =>
    (options.allowed_origin ?? []).map(origin => [origin, options] as const),
  )
  return new Map(pairs.toReversed())
}

function optionsFor(
  req: Request,
  allowed: ReadonlyMap<string, CorsOptions>,
): readonly [origin: string, options: CorsOptions] | undefined {
  const { origin } = req.headers
  if (!origin) return undefined
  const name = allowed.has(origin) ? origin : '*'
  const options = allowed.get(name)
  return options && [name, options]
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

import type { Request, Response } from 'express'
import { PasteError } from '../errors.ts'
import { embed, mountable } from '../run/host.ts'
import { inPlaceOf } from '../run/turn.ts'
import type { App, CompositeFactory, Next } from '../types.ts'
import { type Address, parseAddress, splitUrl } from './url-address.ts'
import { answerNotFound } from './url-not-found.ts'

/** `paste.composite_factory` that maps path prefixes, and hosts, to apps: `egg:Paste#urlmap`. */
export const urlmap: CompositeFactory = async (loader, globals, conf) => {
  const { not_found_app: notFound = globals.conf.not_found_app, ...paths } = conf
  const notFoundApp = notFound ? await loader.app(notFound) : undefined
  const entries = new Map<string, Entry>()
  for (const [expression, name] of Object.entries(paths)) {
    const address = readKey(expression, globals.file)
    entries.set(`${address.domain ?? ''} ${address.path}`, { ...address, app: embed(await loader.app(name)) })
  }
  return mountable(mapPaths([...entries.values()].sort(bySpecificity), notFoundApp))
}

function readKey(expression: string, file: string): Address {
  try {
    return parseAddress(expression)
  } catch (cause) {
    throw new PasteError('PASTE_BAD_OPTION', { file, key: expression }, (cause as Error).message, { cause })
  }
}

interface Entry extends Address {
  readonly app: App
}

/** Entries with a domain first, in alphabetical order; then the longest path first. */
function bySpecificity(a: Entry, b: Entry): number {
  if (a.domain === b.domain) return b.path.length - a.path.length
  if (a.domain === undefined) return 1
  if (b.domain === undefined) return -1
  return a.domain < b.domain ? -1 : 1
}

function mapPaths(entries: readonly Entry[], notFoundApp: App = answerNotFound(entries)): App {
  const anyDomain = entries.some(({ domain }) => domain !== undefined)
  return function urlmap(req, res, next) {
    const hosts = anyDomain ? hostsOf(req) : []
    const [origin, path, query] = splitUrl(req.url)
    for (const entry of entries) {
      if (entry.domain !== undefined && !hosts.includes(entry.domain)) continue
      const prefix = matchPrefix(path, entry.path)
      if (prefix === undefined) continue
      const rest = path.slice(prefix.length)
      return enter(entry.app, { req, res, next }, prefix, origin + (rest || '/') + query)
    }
    return notFoundApp(req, res, next)
  }
}

/** The part of `path`, as it stands there, that is the key; `%xx` in it counts as the character it means. */
function matchPrefix(path: string, key: string): string | undefined {
  if (path.startsWith(key)) return isBoundary(path, key.length) ? key : undefined
  if (!path.includes('%')) return undefined
  const prefix = path.split('/', key.split('/').length).join('/')
  return decodePath(prefix) === key ? prefix : undefined
}

const isBoundary = (path: string, at: number) => at === path.length || at === 0 || path[at] === '/'

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Calls an app under its prefix as Express does on mounting; the URL comes back when the app passes on. */
function enter(
  app: App,
  { req, res, next }: { req: Request; res: Response; next: Next },
  prefix: string,
  url: string,
) {
  if (prefix === '' && url === req.url) return app(req, res, next)
  const { url: outerUrl, baseUrl: outerBase } = req
  const restore = inPlaceOf(next, (error?: unknown) => {
    req.url = outerUrl
    req.baseUrl = outerBase
    return next(error)
  })
  req.url = url
  req.baseUrl = (outerBase ?? '') + prefix
  return app(req, res, restore)
}

function hostsOf(req: Request): string[] {
  const host = (req.headers.host ?? '').toLowerCase()
  const [, name = host, port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(host) ?? []
  return [name, `${name}:${port ?? (req.protocol === 'https' ? '443' : '80')}`]
}

import type { Request, Response } from 'express'
import { mountable } from './host.ts'
import { awaitsInwards } from './turn.ts'
import type { App, CompositeFactory, Next } from './types.ts'

/** What a key of the composite says: `/path`, `domain foo.com /path`, `domain foo.com port 8080 /path`. */
export interface Address {
  /** Lower case, with `:port` where the key gives one. */
  readonly domain?: string
  /** Without the slash at its end; `''` is every path. */
  readonly path: string
}

/** `paste.composite_factory` that maps path prefixes, and hosts, to apps: `egg:Paste#urlmap`. */
export const urlmap: CompositeFactory = async (loader, globals, conf) => {
  const { not_found_app: notFound = globals.conf.not_found_app, ...paths } = conf
  const notFoundApp = notFound ? await loader.app(notFound) : undefined
  const entries = new Map<string, Entry>()
  for (const [expression, name] of Object.entries(paths)) {
    const address = parseAddress(expression)
    entries.set(`${address.domain ?? ''} ${address.path}`, { ...address, app: await loader.app(name) })
  }
  return mountable(mapPaths([...entries.values()].sort(bySpecificity), notFoundApp))
}

interface Entry extends Address {
  readonly app: App
}

export function parseAddress(expression: string): Address {
  const words = expression.split(/\s+/).filter(Boolean)
  let domain: string | undefined
  let port: string | undefined
  let path: string | undefined
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === 'domain') domain = take(words, 'domain', domain, 'a domain name')
    else if (word === 'port') port = take(words, 'port', port, 'a port number')
    else if (path === undefined) path = word
    else throw new Error(`more than one path given (have '${path}', got '${word}')`)
  }
  if (port !== undefined && domain === undefined) {
    throw new Error('If you give a port, you must also give a domain')
  }
  return finishAddress(port === undefined ? domain : `${domain}:${port}`, path ?? '')
}

function take(words: string[], keyword: string, present: string | undefined, what: string): string {
  const word = words.shift()
  if (word === undefined) throw new Error(`'${keyword}' must be followed with ${what}`)
  if (present !== undefined) throw new Error(`'${keyword}' given twice`)
  return word
}

function finishAddress(domain: string | undefined, path: string): Address {
  const url = /^https?:\/\/([^/]*)(.*)$/.exec(path)
  if (url && domain === undefined) return finishAddress(url[1], url[2] ?? '')
  if (domain === undefined && path !== '' && !path.startsWith('/')) {
    throw new Error(`URL fragments must start with / or http:// (you gave '${path}')`)
  }
  const normal = collapse(domain === undefined || path === '' ? path : `/${path}`).replace(/\/$/, '')
  return { ...(domain === undefined ? {} : { domain: domain.toLowerCase() }), path: normal }
}

const collapse = (path: string) => path.replace(/\/\/+/g, '/')

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

/** The origin of an absolute-form request line, the path with its slashes collapsed, the query with its mark. */
function splitUrl(url: string): [string, string, string] {
  const origin = url.startsWith('/') ? '' : (/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i.exec(url)?.[0] ?? '')
  const mark = url.indexOf('?', origin.length)
  const path = mark < 0 ? url.slice(origin.length) : url.slice(origin.length, mark)
  return [origin, path.includes('//') ? collapse(path) : path, mark < 0 ? '' : url.slice(mark)]
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
  const restore: Next & { [awaitsInwards]?: true } = error => {
    req.url = outerUrl
    req.baseUrl = outerBase
    return next(error)
  }
  if ((next as typeof restore)[awaitsInwards]) restore[awaitsInwards] = true
  req.url = url
  req.baseUrl = (outerBase ?? '') + prefix
  return app(req, res, restore)
}

function hostsOf(req: Request): string[] {
  const host = (req.headers.host ?? '').toLowerCase()
  const [, name = host, port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(host) ?? []
  return [name, `${name}:${port ?? (req.protocol === 'https' ? '443' : '80')}`]
}

/** Says in a comment of the page which paths there are. */
function answerNotFound(entries: readonly Entry[]): App {
  const quote = (text: string | undefined) => (text === undefined ? 'None' : `'${text}'`)
  const defined = entries.map(({ domain, path }) => `(${quote(domain)}, ${quote(path)})`).join(',\n  ')
  return (req, res) => {
    const [, path] = splitUrl(req.url)
    const facts = [
      `defined apps: ${defined}`,
      `SCRIPT_NAME: ${quote(req.baseUrl ?? '')}`,
      `PATH_INFO: ${quote(path)}`,
      `HTTP_HOST: ${quote(req.headers.host ?? '')}`,
    ]
    const body = notFoundPage(escapeHtml(path), escapeHtml(facts.join('\n')))
    res.statusCode = 404
    res.setHeader('Content-Type', 'text/html; charset=utf-8')
    res.setHeader('Content-Length', Buffer.byteLength(body))
    res.end(body)
  }
}

const notFoundPage = (path: string, comment: string) => `<html>
 <head><title>Not Found</title></head>
 <body>
  <h1>Not Found</h1>
  <p>The resource could not be found.</p>
  <p>${path}</p>
  <!-- ${comment} -->
 </body>
</html>
`

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Hyphens too: two of them would end the comment. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => escapes[character] ?? character).replace(/--/g, '&#45;&#45;')
}

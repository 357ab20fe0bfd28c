/** What a key of the composite says: `/path`, `domain foo.com /path`, `domain foo.com port 8080 /path`. */
export interface Address {
  /** Lower case, with `:port` where the key gives one. */
  readonly domain?: string
  /** Without the slash at its end; `''` is every path. */
  readonly path: string
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

/** Several slashes count as one. */
const collapse = (path: string) => path.replace(/\/\/+/g, '/')

/** The origin of an absolute-form request line, the path with its slashes collapsed, the query with its mark. */
export function splitUrl(url: string): [string, string, string] {
  const origin = url.startsWith('/') ? '' : (/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i.exec(url)?.[0] ?? '')
  const mark = url.indexOf('?', origin.length)
  const path = mark < 0 ? url.slice(origin.length) : url.slice(origin.length, mark)
  return [origin, path.includes('//') ? collapse(path) : path, mark < 0 ? '' : url.slice(mark)]
}

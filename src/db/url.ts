/** Where a database is, taken from a SQLAlchemy URL. */
export type Place =
  | { readonly dialect: 'sqlite'; readonly path: string }
  | { readonly dialect: 'postgresql'; readonly url: string }

/** The database that `[database] connection` names cannot be used. Never repeats it: it may hold a password. */
export class BadConnection extends Error {
  override readonly name: string = 'BadConnection'
}

/** `[database] connection` itself is missing or no URL that says anything here. */
export class BadDatabaseUrl extends BadConnection {
  readonly problem: string
  readonly hint: string

  constructor(problem: string, hint: string) {
    super(`[database] connection: ${problem}; ${hint}`)
    this.problem = problem
    this.hint = hint
  }
}

export const inMemory = ':memory:'

const shape = /^(?<dialect>[a-z0-9]+)(?:\+(?<driver>[a-z0-9_]+))?:\/\/(?<rest>.*)$/s
const examples = 'write sqlite:////var/lib/glance/glance.sqlite or postgresql://user:password@host/name'

/** `sqlite:///relative`, `sqlite:////absolute`, `sqlite://` (memory), `postgresql[+driver]://…`. */
export function readDatabaseUrl(url: string | undefined): Place {
  if (!url) throw new BadDatabaseUrl('no database is named', examples)
  const { dialect, rest = '' } = shape.exec(url)?.groups ?? {}
  if (dialect === 'sqlite') return { dialect, path: sqlitePath(rest) }
  if (dialect === 'postgresql' || dialect === 'postgres') return postgresql(rest)
  if (dialect === undefined) throw new BadDatabaseUrl('this is no URL', examples)
  throw new BadDatabaseUrl(`a database of the kind "${dialect}" cannot be used`, examples)
}

function sqlitePath(rest: string): string {
  // Blanks around the name of a file are dropped by who opens it, too.
  const path = rest.replace(/\?.*$/s, '').replace(/^(\/?)\s+|\s+$/g, '$1')
  if (path === '' || path === '/' || path === `/${inMemory}`) return inMemory
  if (path.startsWith('/')) return path.slice(1)
  throw new BadDatabaseUrl('SQLite has no host', 'write sqlite:/// before a path')
}

function postgresql(rest: string): Place {
  const url = `postgresql://${rest}`
  if (URL.canParse(url.replace('postgresql:///', 'postgresql://localhost/')))
    return { dialect: 'postgresql', url }
  throw new BadDatabaseUrl('this is no valid URL', 'percent-encode what is special in the password')
}

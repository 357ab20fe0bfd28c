/** Where a database is, taken from a SQLAlchemy URL. */
export type Place =
  | { readonly dialect: 'sqlite'; readonly path: string }
  | { readonly dialect: 'postgresql'; readonly url: string }

/** `[database] connection` is missing or cannot be used. Says why, and never repeats it: it may hold a password. */
export class BadConnection extends Error {
  override readonly name = 'BadConnection'
}

const shape = /^(?<dialect>[a-z0-9]+)(?:\+(?<driver>[a-z0-9_]+))?:\/\/(?<rest>.*)$/s

/** `sqlite:///relative`, `sqlite:////absolute`, `sqlite://` (memory), `postgresql[+driver]://…`. */
export function readDatabaseUrl(url: string | undefined): Place {
  if (!url) throw new BadConnection('[database] connection is not set')
  const { dialect, rest = '' } = shape.exec(url)?.groups ?? {}
  if (dialect === 'sqlite') return { dialect, path: sqlitePath(rest) }
  if (dialect === 'postgresql' || dialect === 'postgres') return postgresql(rest)
  if (dialect === undefined) throw new BadConnection('[database] connection is not a URL')
  throw new BadConnection(
    `[database] connection is of the kind "${dialect}"; sqlite and postgresql can be used`,
  )
}

function sqlitePath(rest: string): string {
  const path = rest.replace(/\?.*$/s, '')
  if (path === '' || path === '/' || path === '/:memory:') return ':memory:'
  if (!path.startsWith('/'))
    throw new BadConnection('[database] connection names a host for SQLite: write sqlite:/// before a path')
  return path.slice(1)
}

function postgresql(rest: string): Place {
  const url = `postgresql://${rest}`
  if (!URL.canParse(url.replace('postgresql:///', 'postgresql://localhost/')))
    throw new BadConnection(
      '[database] connection is no valid URL: is everything in the password percent-encoded?',
    )
  return { dialect: 'postgresql', url }
}

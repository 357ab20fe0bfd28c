import { isAbsolute, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PasteError, type Spot } from '../errors.ts'
import { nearest } from '../nearest.ts'

/** A name that the loader was given, taken apart. */
export type Uri =
  | { readonly scheme: 'config'; readonly file: string; readonly name?: string }
  | { readonly scheme: 'egg'; readonly distribution: string; readonly name?: string }
  | { readonly scheme: 'call'; readonly spec: string; readonly name?: string }

/** What `relativeTo` can be. */
export type Base = string | URL | Pick<ImportMeta, 'url' | 'resolve'>

/** Whether the name is a URI. If not, it is a section of the same file. */
export const isUri = (name: string) => /^[a-zA-Z]+:/.test(name)

/** Takes a URI apart; a relative `config:` is relative to `folder`. */
export function parseUri(text: string, at: Spot, folder?: string): Uri {
  const [uri = '', ...fragment] = text.split('#')
  const name = fragment.length > 0 ? fragment.join('#') : undefined
  const colon = uri.indexOf(':')
  if (colon < 0) {
    throw new PasteError('PASTE_NO_SCHEME', at, `"${uri}" has no scheme`, {
      hint: `did you mean "config:${text}"?`,
    })
  }
  const rest = uri.slice(colon + 1)
  switch (uri.slice(0, colon).toLowerCase()) {
    case 'config':
      return { scheme: 'config', file: resolveFile(uri, rest, at, folder), name }
    case 'egg':
      return { scheme: 'egg', distribution: rest, name }
    case 'call':
      return { scheme: 'call', spec: checkCall(rest, at), name }
    default:
      throw unknownScheme(uri, uri.slice(0, colon), at)
  }
}

/** The folder that `relativeTo` means: a folder itself, or that of a module. */
export function folderOf(base: string | URL | { readonly url: string } | undefined): string | undefined {
  if (base === undefined) return undefined
  if (typeof base === 'string' && !base.startsWith('file:')) return base
  const url = base instanceof URL || typeof base === 'string' ? base : base.url
  return fileURLToPath(new URL('.', url))
}

function resolveFile(uri: string, path: string, at: Spot, folder?: string): string {
  const slashed = unquote(path.replaceAll('\\', '/'))
  if (isAbsolute(slashed)) return slashed.startsWith('///') ? slashed.slice(2) : slashed
  if (folder === undefined) {
    throw new PasteError('PASTE_NO_BASE', at, `"${uri}" is relative, and nothing says to what`, {
      hint: 'pass relativeTo: import.meta, or __dirname',
    })
  }
  return posix.join(folder.replaceAll('\\', '/'), slashed)
}

function unknownScheme(uri: string, scheme: string, at: Spot): PasteError {
  const right = nearest(scheme, ['config', 'egg', 'call'])
  const all = 'there are config:, egg: and call:'
  const others = at.key === 'use' ? `${all}; an export of a package is call:${uri}` : all
  return new PasteError('PASTE_UNKNOWN_SCHEME', at, `the scheme "${scheme}:" is not known`, {
    hint: right === undefined ? others : `did you mean "${right}:"?`,
  })
}

function checkCall(spec: string, at: Spot): string {
  if (spec.includes(':')) return spec
  throw new PasteError('PASTE_BAD_NAME', at, `"call:${spec}" names a module, but no export of it`, {
    hint: `write call:${spec}:default, or the export that is meant`,
  })
}

/** `%xx` as bytes of UTF-8; what is no such escape stays as it is. */
function unquote(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, escapes =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString(),
  )
}

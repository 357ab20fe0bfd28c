import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** What the loader reads of a package.json. */
export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly main?: string
  readonly exports?: Exports
  readonly paste?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface Package {
  readonly name: string
  readonly folder: string
  readonly manifest: Manifest
}

type Exports = string | null | readonly Exports[] | { readonly [condition: string]: Exports }

const selfName = 'glasspaste'

/** The package of that name as modules beside `file` see it. `glasspaste` is always the one that is running. */
export function findPackage(name: string, file: string | undefined): Package | undefined {
  if (!/^(@[^/]+\/)?[^/.@][^/]*$/.test(name)) return undefined
  const path = name === selfName ? findSelf() : findManifest(name, file)
  return path === undefined ? undefined : readPackage(name, path)
}

/** `PACKAGE` or `PACKAGE/sub/path`, split after the package's name. */
export function splitSpecifier(specifier: string): { name: string; subpath: string } {
  const [, name = specifier, rest = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? []
  return { name, subpath: `.${rest}` }
}

/** The file behind `subpath`, by the package's `exports` as `import` understands them. */
export function findExport({ name, folder, manifest }: Package, subpath: string): string | undefined {
  if (manifest.exports === undefined) {
    return join(folder, subpath === '.' ? (manifest.main ?? 'index.js') : subpath)
  }
  const target = findTarget(manifest.exports, subpath)
  if (target === undefined) return undefined
  return join(folder, name === selfName && runsFromSource ? sourceOf(target) : target)
}

/** In a checkout the sources run as they are; `dist/` mirrors them. */
const runsFromSource = import.meta.url.endsWith('.ts')
const sourceOf = (target: string) => target.replace('/dist/', '/').replace(/\.js$/, '.ts')

function findTarget(exports: Exports, subpath: string): string | undefined {
  const isTable = isRecord(exports) && Object.keys(exports).some(key => key.startsWith('.'))
  if (!isTable) return subpath === '.' ? choose(exports) : undefined
  const exact = exports[subpath]
  if (exact !== undefined && !subpath.includes('*')) return choose(exact)
  const patterns = Object.keys(exports).filter(key => key.includes('*') || key.endsWith('/'))
  for (const pattern of patterns.sort((a, b) => b.length - a.length)) {
    const [before = '', after = ''] = pattern.split('*')
    if (!subpath.startsWith(before) || !subpath.endsWith(after)) continue
    if (subpath.length < before.length + after.length) continue
    const middle = subpath.slice(before.length, subpath.length - after.length)
    return choose(exports[pattern] ?? null)?.replaceAll('*', middle)
  }
  return undefined
}

/** The first condition that holds for `import` in Node. */
function choose(target: Exports): string | undefined {
  if (typeof target === 'string') return target
  if (target === null) return undefined
  if (Array.isArray(target)) return target.map(choose).find(found => found !== undefined)
  for (const [condition, inner] of Object.entries(target)) {
    const found = conditions.has(condition) ? choose(inner) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

const conditions = new Set(['node', 'import', 'module-sync', 'default'])

function findManifest(name: string, file: string | undefined): string | undefined {
  try {
    return findPackageJSON(name, file === undefined ? import.meta.url : pathToFileURL(file))
  } catch {
    return undefined // it throws, instead of answering, when no folder on the way up has the package
  }
}

function findSelf(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'package.json')
    if (readPackageOrNothing(path)?.name === selfName) return path
    if (folder === dirname(folder)) return undefined
  }
}

function readPackageOrNothing(path: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

function readPackage(name: string, path: string): Package {
  return { name, folder: dirname(path), manifest: JSON.parse(readFileSync(path, 'utf8')) as Manifest }
}

const isRecord = (value: Exports): value is { readonly [condition: string]: Exports } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

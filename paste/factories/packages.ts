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
  // What runs from its sources means its sources by its own name, too.
  const isSource = name === selfName && import.meta.url.endsWith('.ts')
  const target = findTarget(manifest.exports, subpath, isSource ? sourceConditions : conditions)
  return target === undefined ? undefined : join(folder, target)
}

const conditions: ReadonlySet<string> = new Set(['node', 'import', 'module-sync', 'default'])
const sourceConditions: ReadonlySet<string> = new Set(['glasspaste-source', ...conditions])

function findTarget(exports: Exports, subpath: string, holding: ReadonlySet<string>): string | undefined {
  const choose = (target: Exports) => chooseTarget(target, holding)
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
function chooseTarget(target: Exports, holding: ReadonlySet<string>): string | undefined {
  if (typeof target === 'string') return target
  if (target === null) return undefined
  const inner = Array.isArray(target)
    ? target
    : Object.entries(target).flatMap(([condition, each]) => (holding.has(condition) ? [each] : []))
  for (const each of inner) {
    const found = chooseTarget(each, holding)
    if (found !== undefined) return found
  }
  return undefined
}

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

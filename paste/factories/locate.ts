import { existsSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { PasteError, type Spot } from '../errors.ts'
import type { Kind } from '../ini/find-section.ts'
import { nearest } from '../nearest.ts'
import { suggestFile } from '../suggest-file.ts'
import type { FactoryName } from './factory-name.ts'
import { findExport, findPackage, type Package, splitSpecifier } from './packages.ts'
import { type Protocol, protocolsOf } from './protocols.ts'

/** How names of packages are looked up: from the module whose `import.meta` was given, else from the file itself. */
export interface Resolver {
  /** Path of that module. */
  readonly from?: string
  readonly resolve?: (specifier: string) => string
  /** Names that would be understood, for "did you mean". */
  readonly known: Iterable<string>
}

export interface Located {
  readonly url: string
  readonly exportName: string
  readonly protocol: Protocol
}

/** Finds the module behind a name, without importing it. */
export function locateFactory(factory: FactoryName, kind: Kind, resolver: Resolver): Located {
  if (factory.how === 'egg') return locateEntry(factory, kind, resolver)
  const { protocol, at, name, spelling } = factory
  if (!protocol) {
    const hint = `give it a section [${kind}:NAME] with "paste.${kind}_factory = ${name}"`
    const problem = `nothing says which kind of factory "${spelling}" is`
    throw new PasteError('PASTE_NO_PROTOCOL', at, problem, { hint })
  }
  if (!protocolsOf[kind].includes(protocol)) {
    const problem = `"${spelling}" is a paste.${protocol}, and makes no ${kind}`
    throw new PasteError('PASTE_NO_PROTOCOL', at, problem)
  }
  const { module, exportName } = splitName(name, at)
  return { url: locateModule(module, factory, resolver), exportName, protocol }
}

/** MODULE:export, split at the last colon. */
function splitName(name: string, at: Spot): { module: string; exportName: string } {
  const colon = name.lastIndexOf(':')
  const module = name.slice(0, Math.max(colon, 0)).trim()
  const exportName = name.slice(colon + 1).trim()
  if (module !== '' && exportName !== '' && !exportName.includes('/')) return { module, exportName }
  throw new PasteError('PASTE_BAD_NAME', at, `"${name}" is not of the form MODULE:export`, {
    hint: `write ${name.replace(/:$/, '')}:default, or the export that is meant`,
  })
}

function locateModule(module: string, factory: FactoryName, resolver: Resolver): string {
  const at = { ...factory.at, word: factory.spelling }
  if (module.startsWith('file:')) return checkFile(fileURLToPath(module), at)
  if (/^\.{0,2}\//.test(module)) return checkFile(resolve(dirname(at.file ?? '.'), module), at)
  if (isBuiltin(module)) return module
  const { name, subpath } = splitSpecifier(module)
  const url = name === 'glasspaste' ? undefined : resolveByProgram(module, factory, resolver)
  if (url !== undefined) return url
  const found = findPackage(name, resolver.from ?? at.file)
  if (!found) throw noModule(`there is no package "${name}"`, factory, resolver)
  return locateSubpath(found, subpath, at)
}

function resolveByProgram(module: string, factory: FactoryName, resolver: Resolver): string | undefined {
  try {
    return resolver.resolve?.(module)
  } catch (cause) {
    throw noModule(`there is no module "${module}"`, factory, resolver, cause)
  }
}

function locateSubpath(found: Package, subpath: string, at: Spot): string {
  const file = findExport(found, subpath)
  if (file !== undefined) return checkFile(file, at)
  const problem = `the package "${found.name}" has no export "${subpath}"`
  const hint = `see "exports" in ${found.folder}/package.json`
  throw new PasteError('PASTE_NO_MODULE', at, problem, { hint })
}

/** A package's own table of entries comes first; without one, the entry is an export of its main module. */
function locateEntry(factory: FactoryName, kind: Kind, resolver: Resolver): Located {
  const { at, name } = factory
  const [packageName = '', entry = 'main'] = name.split('#')
  const found = findPackage(packageName, resolver.from ?? at.file)
  if (!found) throw noPackage(packageName, factory, resolver)
  const table = found.manifest.paste
  const matches = protocolsOf[kind].filter(protocol => Object.hasOwn(table?.[protocol] ?? {}, entry))
  if (matches.length > 1) {
    throw new PasteError('PASTE_MANY_ENTRIES', at, `"${name}" can be ${matches.join(' or ')}`)
  }
  const [protocol] = matches
  if (protocol) return locateTarget(found, table?.[protocol]?.[entry] ?? '', protocol, at)
  if (table) throw noEntry(factory, kind, found, entry)
  const fallback = factory.protocol ?? protocolsOf[kind][0]
  return { url: locateSubpath(found, '.', at), exportName: entry, protocol: fallback }
}

function locateTarget({ folder }: Package, target: string, protocol: Protocol, at: Spot): Located {
  const [, path = target, exportName = 'default'] = /^(.*?)(?::([^:/]+))?$/.exec(target) ?? []
  return { url: checkFile(resolve(folder, path), at), exportName, protocol }
}

function checkFile(path: string, at: Spot): string {
  if (existsSync(path)) return pathToFileURL(path).href
  throw new PasteError('PASTE_NO_MODULE', at, `there is no file ${path}`, { hint: suggestFile(path) })
}

function noModule(
  problem: string,
  { at, spelling }: FactoryName,
  { known }: Resolver,
  cause?: unknown,
): PasteError {
  const right = nearest(spelling, known)
  const { name } = splitSpecifier(spelling.slice(0, Math.max(spelling.lastIndexOf(':'), 0)))
  const otherwise = `${howToGet(name, spelling)}, or write ./ before a file beside this one`
  const hint = right ? `did you mean "${right}"?` : otherwise
  return new PasteError('PASTE_NO_MODULE', { ...at, word: spelling }, problem, { hint, cause })
}

function noPackage(name: string, { at, spelling }: FactoryName, { known }: Resolver): PasteError {
  const right = nearest(spelling, known)
  const hint = right ? `did you mean "${right}"?` : howToGet(name, spelling)
  return new PasteError('PASTE_NO_PACKAGE', { ...at, word: name }, `there is no package "${name}"`, { hint })
}

/** What npm cannot have it shall not be asked for: nobody knows who publishes it there one day. */
function howToGet(name: string, spelling: string): string {
  const isPython = /^egg:[^#]*[A-Z]|:([A-Z]\w*\.factory|\w+_factory)$/.test(spelling)
  return isPython ? 'this is a name of Python: write a counterpart for Node' : `npm install ${name}`
}

function noEntry({ at, name }: FactoryName, kind: Kind, { manifest }: Package, entry: string): PasteError {
  const entries = protocolsOf[kind].flatMap(protocol => Object.keys(manifest.paste?.[protocol] ?? {}))
  const right = nearest(entry, entries)
  const listed = entries.length > 0 ? `it has ${entries.join(', ')}` : `it has none for a ${kind}`
  const hint = right ? `did you mean "${right}"?` : listed
  return new PasteError('PASTE_NO_ENTRY', { ...at, word: entry }, `there is no entry "${name}"`, { hint })
}

import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PasteError, type Spot } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { FactoryName } from './factory-name.ts'
import { type Located, locateFactory, type Resolver } from './locate.ts'

/** Imports the module, and takes the export out of it. */
export async function importFactory({ url, exportName }: Located, factory: FactoryName): Promise<unknown> {
  const { at, spelling } = factory
  const module: unknown = await import(url).catch(cause => {
    const problem = `"${spelling}" could not be imported: ${cause instanceof Error ? cause.message : cause}`
    throw new PasteError('PASTE_IMPORT_FAILED', { ...at, word: spelling }, problem, { cause })
  })
  let value = module
  for (const name of exportName.split('.')) {
    const holder = value
    value = holder === null || holder === undefined ? undefined : (holder as Record<string, unknown>)[name]
    if (value === undefined) throw noExport(at, name, holder, url)
  }
  if (typeof value === 'function') return value
  throw new PasteError('PASTE_NOT_A_FACTORY', { ...at, word: exportName }, `"${spelling}" is no function`, {
    hint: suggestFunctions(factory, value, module),
  })
}

/** Imports a function that a factory needs, as if the place named it as a factory. */
export async function importNamed(name: string, at: Spot, resolver: Resolver): Promise<unknown> {
  const factory = { how: 'module', name, spelling: name, protocol: 'filter_factory', at } as const
  return importFactory(locateFactory(factory, 'filter', resolver), factory)
}

function noExport(at: Spot, name: string, holder: unknown, url: string): PasteError {
  const names = holder === null || holder === undefined ? [] : Object.keys(holder)
  const right = nearest(name, names) ?? (names.length === 1 ? names[0] : undefined)
  const hint = right ? `did you mean "${right}"?` : `it has ${names.join(', ') || 'no exports'}`
  const problem = `${nameOf(url)} has no export "${name}"`
  return new PasteError('PASTE_NO_EXPORT', { ...at, word: name }, problem, { hint })
}

const nameOf = (url: string) => (url.startsWith('file:') ? basename(fileURLToPath(url)) : url)

/** What may have been meant by a name that is no function. */
function suggestFunctions({ how, spelling }: FactoryName, value: unknown, module: unknown): string {
  const inside = how === 'module' ? functionsOf(value).map(name => `${spelling}.${name}`) : []
  if (inside.length > 0) return `did you mean ${inside.join(' or ')}?`
  const beside = functionsOf(module)
  return beside.length > 0
    ? `functions of its module are ${beside.join(', ')}`
    : 'export a function that makes it'
}

const functionsOf = (holder: unknown) =>
  Object.entries(holder ?? {}).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))

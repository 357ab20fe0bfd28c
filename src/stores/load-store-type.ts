import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Config } from '../config/config.ts'
import { nearest } from '../config/nearest.ts'
import { StoreError } from './errors.ts'
import type { StoreType } from './store-type.ts'
import { isModulePath, type LoadStoreType, type StoreTypes } from './store-types.ts'

/** The type that a configuration names. Where it names none, a fault `BadSettings` says so; what a type's own module
 * throws comes out as it is. */
export async function loadStoreType(name: string, types: StoreTypes, config: Config): Promise<StoreType> {
  const load = types[name] ?? (isModulePath(name) ? loaderOf(name, config) : undefined)
  if (!load) throw new StoreError('BadSettings', `there is no store type "${name}"; ${hintAt(name, types)}`)
  const { storeType } = await load()
  if (!storeType) throw new StoreError('BadSettings', `${name} has no export "storeType"`)
  return storeType
}

/** A path is a module with somebody's own store type, relative to the config file. */
function loaderOf(name: string, { files }: Config): LoadStoreType {
  const path = resolve(dirname(files.at(-1) ?? '.'), name)
  if (!existsSync(path)) throw new StoreError('BadSettings', `there is no file ${path}`)
  return () => import(pathToFileURL(path).href)
}

function hintAt(name: string, types: StoreTypes): string {
  const meant = nearest(name, Object.keys(types))
  if (meant) return `did you mean "${meant}"?`
  return `there are ${namesIn(types).join(', ')}, and modules of your own such as ./shelf.ts`
}

/** Each type once, by the first of its names. */
function namesIn(types: StoreTypes): readonly string[] {
  const loaders = Object.values(types)
  return Object.keys(types).filter((_, index) => loaders.indexOf(loaders[index] as LoadStoreType) === index)
}

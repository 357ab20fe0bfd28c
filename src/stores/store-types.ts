import type { StoreType } from './store-type.ts'

/** Loads the module of a store type, and with it whatever library it needs, only when it is asked for. */
export type LoadStoreType = () => Promise<{ readonly storeType: StoreType }>

/** Whether a type is somebody's own: the path of its module, not a name. */
export function isModulePath(type: string): boolean {
  return /^\.{0,2}\//.test(type)
}

const file: LoadStoreType = () => import('./filesystem/index.ts')
const http: LoadStoreType = () => import('./http/index.ts')

export type StoreTypes = Readonly<Record<string, LoadStoreType>>

/** Every name by which a configuration may ask for a store type, the class names of old files among them. */
export const storeTypes: StoreTypes = {
  file,
  filesystem: file,
  http,
  'glance.store.filesystem.Store': file,
  'glance.store.http.Store': http,
}

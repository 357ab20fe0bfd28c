export * as option from '../config/option.ts'
export { cut } from './cut.ts'
export {
  type Bytes,
  type Call,
  type FileBytes,
  isFileBytes,
  type Location,
  type Range,
  type StoreDriver,
  type Written,
} from './driver.ts'
export * from './errors.ts'
export { openFileBytes } from './file-bytes.ts'
export { createMemoryDriver } from './memory.ts'
export { openStores } from './open-stores.ts'
export { createStore, type StoreSettings } from './store.ts'
export { defineStoreType, type StoreType, type Unfit } from './store-type.ts'
export type { Receipt, Store, Stores } from './stores.ts'
export { limited } from './wrappers/limited.ts'
export { type RetryOptions, retrying } from './wrappers/retrying.ts'

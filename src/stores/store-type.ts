import type { Logger } from 'pino'
import type { Config, OptionGroup, Options, Values } from '../config/config.ts'
import type { StoreDriver } from './driver.ts'

/** A kind of store that can be configured: what its options are, and how to make a driver of their values. */
export interface StoreType {
  /** As `enabled_backends` names it. */
  readonly name: string
  readonly options: OptionGroup<Options>
  create(config: Config, from: Section, log: Logger): StoreDriver
}

/** Where the options stand: the store's own section, then those to look in for what it does not set. */
export interface Section {
  readonly group: string
  readonly fallback?: readonly string[]
}

/** What the module of a store type exports as `storeType`. `create` opens nothing: that is the driver's `open`. */
export function defineStoreType<S extends Options>(definition: {
  readonly name: string
  readonly options: OptionGroup<S>
  readonly create: (settings: Values<S>, log: Logger) => StoreDriver
}): StoreType {
  const { name, options, create } = definition
  return { name, options, create: (config, from, log) => create(config.read(options, from), log) }
}

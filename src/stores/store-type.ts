import type { Logger } from 'pino'
import type { Config, OptionGroup, Options, Values } from '../config/config.ts'
import type { StoreDriver } from './driver.ts'

/** A kind of store that can be configured: what its options are, and how to make a driver of their values. */
export interface StoreType {
  /** As `enabled_backends` names it. */
  readonly name: string
  readonly options: OptionGroup<Options>
  create(config: Config, from: Section, log: Logger): StoreDriver
  /** What will keep images from being added, as far as that shows without opening or changing anything. */
  check?(config: Config, from: Section): Promise<readonly Unfit[]>
}

/** An option whose value does not do. */
export interface Unfit {
  readonly key: string
  readonly reason: string
}

/** Where the options stand: the store's own section, then those to look in for what it does not set. */
export interface Section {
  readonly group: string
  readonly fallback?: readonly string[]
}

/** What the module of a store type exports as `storeType`. `create` opens nothing: that is the driver's `open`. `check` is what
 * `glance-api --check` finds out beforehand. */
export function defineStoreType<S extends Options>(definition: {
  readonly name: string
  readonly options: OptionGroup<S>
  readonly create: (settings: Values<S>, log: Logger) => StoreDriver
  readonly check?: (settings: Values<S>) => Promise<readonly Unfit[]>
}): StoreType {
  const { name, options, create, check } = definition
  return {
    name,
    options,
    create: (config, from, log) => create(config.read(options, from), log),
    ...(check && { check: (config: Config, from: Section) => check(config.read(options, from)) }),
  }
}

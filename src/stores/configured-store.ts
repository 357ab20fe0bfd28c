import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import type { Hashing } from './digests.ts'
import type { Location, StoreDriver } from './driver.ts'
import { StoreError } from './errors.ts'
import { loadStoreType } from './load-store-type.ts'
import { createStore, type StoreSettings } from './store.ts'
import type { Section } from './store-type.ts'
import { type StoreTypes, storeTypes } from './store-types.ts'
import type { Store } from './stores.ts'

/** What opening a store takes, whichever it is. */
export interface Opening {
  readonly config: Config
  readonly log: Logger
  readonly hashing: Hashing
  readonly types?: StoreTypes
}

export interface ConfiguredStore {
  readonly store: Store
  readonly driver: StoreDriver
}

type Naming = Pick<StoreSettings, 'description' | 'weight' | 'metadata'> & { readonly id?: string }

/** Opens the store of a type. One whose settings do not do for writing can still be read; one whose type is unknown or
 * does not load is left out, with a warning. */
export async function configureStore(
  typeName: string,
  section: Section,
  naming: Naming,
  opening: Opening,
): Promise<ConfiguredStore | undefined> {
  const { config, log, hashing } = opening
  const type = await loadType(typeName, opening)
  if (!type) return undefined
  const driver = type.create(config, section, log)
  const addDisabled = await openDriver(driver, log)
  const store = createStore({ id: type.name, ...naming, type: type.name, driver, hashing, addDisabled })
  return { store, driver }
}

/** Whether the location is of the store's kind, and in the store's place. */
export function holds({ driver }: ConfiguredStore, url: string): boolean {
  return speaks(driver, url) && (driver.owns?.(url as Location) ?? true)
}

export function speaks(driver: StoreDriver, url: string): boolean {
  return driver.schemes.some(scheme => url.startsWith(`${scheme}:`))
}

async function loadType(name: string, { types = storeTypes, config, log }: Opening) {
  try {
    return await loadStoreType(name, types, config)
  } catch (error) {
    const what = `Failed to load driver ${name}. The driver will be disabled`
    if (isBadSettings(error)) log.warn(`${what}: ${error.message}`)
    else log.warn(error, what)
    return undefined
  }
}

/** Why the driver cannot add, if its settings say so. A backend that does not answer yet may do so later. */
async function openDriver(driver: StoreDriver, log: Logger): Promise<string | undefined> {
  try {
    await driver.open({ signal: AbortSignal.timeout(30_000) })
    return undefined
  } catch (error) {
    if (!isBadSettings(error)) {
      log.warn(error, 'The store does not answer yet.')
      return undefined
    }
    log.warn(`Failed to configure store correctly: ${error.message} Disabling add method.`)
    return error.message
  }
}

/** The operator's to mend: what is wrong is said, and no stack is needed. */
function isBadSettings(error: unknown): error is StoreError {
  return error instanceof StoreError && error.fault === 'BadSettings'
}

import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { type ConfiguredStore, configureStore, holds, type Opening, speaks } from './configured-store.ts'
import { openHashing } from './digests.ts'
import { StoresConfigError } from './errors.ts'
import { backendOptions, namedStoreOptions, sectionOf, storeOptions } from './options.ts'
import { type StoreTypes, storeTypes } from './store-types.ts'
import type { Store, Stores } from './stores.ts'

/** Opens the stores that the configuration names: those of `enabled_backends`, or one of each type in `stores`.
 * Throws `StoresConfigError` when the default one is not among them. */
export async function openStores(
  config: Config,
  log: Logger,
  types: StoreTypes = storeTypes,
): Promise<Stores> {
  const hashing = openHashing()
  const opening = { config, log, hashing, types }
  const { enabled_backends: backends = {} } = config.read(backendOptions)
  const multi = Object.keys(backends).length > 0
  const configured = await (multi ? openNamed(backends, opening) : openOfEachType(opening))
  const close = async () => {
    for (const { driver } of configured) await driver.close()
    await hashing.close()
  }
  try {
    const byDefault = multi ? defaultBackend(config, configured) : defaultStore(config, configured)
    return { ...namedSet(configured, multi), default: byDefault, hashing, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openNamed(backends: Readonly<Record<string, string>>, opening: Opening) {
  if (Object.keys(backends).some(id => id.startsWith('os_glance_'))) {
    throw new StoresConfigError(
      "'os_glance_' prefix should not be used in enabled_backends config option. It is reserved for internal use only.",
    )
  }
  const opened = Object.entries(backends).map(([id, type]) => {
    const { store_description: description, weight } = opening.config.read(namedStoreOptions, { group: id })
    return configureStore(type, sectionOf(id), { id, description, weight, metadata: { store: id } }, opening)
  })
  return present(await Promise.all(opened))
}

async function openOfEachType(opening: Opening) {
  const { stores } = opening.config.read(storeOptions)
  const opened = [...new Set(stores)].map(type =>
    configureStore(type, { group: 'glance_store' }, {}, opening),
  )
  return present(await Promise.all(opened))
}

function present(opened: readonly (ConfiguredStore | undefined)[]): readonly ConfiguredStore[] {
  return opened.filter(store => store !== undefined)
}

function defaultBackend(config: Config, configured: readonly ConfiguredStore[]): Store {
  const { default_backend: id } = config.read(storeOptions)
  if (!id) throw new StoresConfigError("'default_backend' config option is not set.")
  const found = configured.find(({ store }) => store.id === id)
  if (!found) throw new StoresConfigError(`Store for identifier ${id} not found`)
  return found.store
}

function defaultStore(config: Config, configured: readonly ConfiguredStore[]): Store {
  const { default_store: scheme } = config.read(storeOptions)
  const found = configured.find(({ driver }) => driver.schemes.includes(scheme))
  if (!found) throw new StoresConfigError(`Store for scheme ${scheme} not found`)
  return found.store
}

function namedSet(
  configured: readonly ConfiguredStore[],
  multi: boolean,
): Pick<Stores, 'multi' | 'all' | 'find' | 'holding'> {
  const all = configured.map(({ store }) => store)
  const find = (id: string) => all.find(store => store.id === id)
  return {
    multi,
    all,
    find,
    holding({ url, metadata }) {
      const named = multi && typeof metadata.store === 'string' ? find(metadata.store) : undefined
      // A single store of a kind is asked even for what is in another place, and says what is wrong with it.
      const fits = (one: ConfiguredStore) => (multi ? holds(one, url) : speaks(one.driver, url))
      return named ?? configured.find(fits)?.store
    },
  }
}

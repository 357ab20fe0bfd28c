import { pino } from 'pino'
import type { Config } from '../config/config.ts'
import { ConfigError, type Diagnostic } from '../config/diagnostic.ts'
import { nearest } from '../config/nearest.ts'
import { placeOfOption } from '../config/option-place.ts'
import { loadStoreType } from './load-store-type.ts'
import { backendOptions, sectionOf, storeOptions } from './options.ts'
import type { Section, StoreType } from './store-type.ts'
import { type StoreTypes, storeTypes } from './store-types.ts'

/** What keeps the stores from being opened as they are named, as far as that shows without opening them. */
export async function checkStores(
  config: Config,
  types: StoreTypes = storeTypes,
): Promise<readonly Diagnostic[]> {
  const { enabled_backends: backends = {} } = config.read(backendOptions)
  return Object.keys(backends).length > 0
    ? checkNamed(backends, config, types)
    : checkOneOfEachType(config, types)
}

type Place = Pick<Diagnostic, 'origin' | 'group' | 'key' | 'mark'>

async function checkNamed(
  backends: Readonly<Record<string, string>>,
  config: Config,
  types: StoreTypes,
): Promise<readonly Diagnostic[]> {
  const at = placeOfOption(config, backendOptions.name, 'enabled_backends')
  const ids = Object.keys(backends)
  const reserved = ids
    .filter(id => id.startsWith('os_glance_'))
    .map(id => error({ ...at, mark: id }, 'names that begin with os_glance_ belong to the service'))
  const { loaded, left } = await loadAll(Object.entries(backends), at, { config, types })
  const unfit = await checkEach(loaded, config, sectionOf)
  return [...reserved, ...left, ...unfit, ...checkDefaultBackend(config, ids, new Set(loaded.keys()))]
}

function checkDefaultBackend(
  config: Config,
  ids: readonly string[],
  usable: ReadonlySet<string>,
): readonly Diagnostic[] {
  const { default_backend: id } = config.read(storeOptions)
  const at = placeOfOption(config, storeOptions.name, 'default_backend')
  if (!id)
    return [
      error(at, 'no store is named for images whose upload names none', `add default_backend = ${ids[0]}`),
    ]
  if (!ids.includes(id)) {
    const meant = nearest(id, ids)
    const hint = meant ? `did you mean "${meant}"?` : `there are ${ids.join(', ')}`
    return [error({ ...at, mark: id }, `there is no store "${id}" in enabled_backends`, hint)]
  }
  return usable.has(id) ? [] : [error({ ...at, mark: id }, `the store "${id}" is left out`)]
}

async function checkOneOfEachType(config: Config, types: StoreTypes): Promise<readonly Diagnostic[]> {
  const { stores, default_store: scheme } = config.read(storeOptions)
  const group = storeOptions.name
  const named = stores.map(type => [type, type] as const)
  const { loaded, left } = await loadAll(named, placeOfOption(config, group, 'stores'), { config, types })
  const doubts = [...left, ...(await checkEach(loaded, config, () => ({ group })))]
  const silent = pino({ enabled: false })
  const drivers = [...loaded.values()].map(type => type.create(config, { group }, silent))
  if (drivers.some(({ schemes }) => schemes.includes(scheme))) return doubts
  const at = config.isSet(group, 'default_store')
    ? { ...placeOfOption(config, group, 'default_store'), mark: scheme }
    : placeOfOption(config, group, 'stores')
  const hint = loaded.size > 0 ? `there are ${[...loaded.keys()].join(', ')}` : 'stores names none'
  return [...doubts, error(at, `no store is of the kind "${scheme}"`, hint)]
}

/** The service starts with a store that cannot be written to. */
async function checkEach(
  loaded: ReadonlyMap<string, StoreType>,
  config: Config,
  sectionOf: (id: string) => Section,
): Promise<readonly Diagnostic[]> {
  const found = await Promise.all([...loaded].map(([id, type]) => checkOne(id, type, config, sectionOf(id))))
  return found.flat()
}

async function checkOne(
  id: string,
  type: StoreType,
  config: Config,
  section: Section,
): Promise<readonly Diagnostic[]> {
  try {
    const unfit = (await type.check?.(config, section)) ?? []
    return unfit.map(({ key, reason }) => {
      const message = `no image can be added to the store "${id}": ${reason}`
      return { severity: 'warning', code: 'CONFIG_STORES', message, ...placeIn(section, config, key) }
    })
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

async function loadAll(
  named: readonly (readonly [id: string, type: string])[],
  at: Place,
  { config, types }: { readonly config: Config; readonly types: StoreTypes },
) {
  const loaded = new Map<string, StoreType>()
  const left: Diagnostic[] = []
  for (const [id, type] of named) {
    try {
      loaded.set(id, await loadStoreType(type, types, config))
    } catch (cause) {
      const message = `the store "${id}" is left out: ${(cause as Error).message}`
      left.push({ severity: 'warning', code: 'CONFIG_STORES', message, ...at, mark: type })
    }
  }
  return { loaded, left }
}

function placeIn({ group, fallback = [] }: Section, config: Config, key: string): Place {
  const found = [group, ...fallback].find(name => config.placeOf(name, key))
  return placeOfOption(config, found ?? group, key)
}

function error(place: Place, message: string, hint?: string): Diagnostic {
  return { severity: 'error', code: 'CONFIG_STORES', message, ...place, hint }
}

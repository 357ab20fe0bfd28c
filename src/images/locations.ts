import type { LocationRecord } from '../db/records.ts'
import { keepExact } from '../exact-numbers.ts'
import type { Stores } from '../stores/stores.ts'
import type { LocationEntry } from './edit.ts'

/** Heaviest store first; in the stored order where the weights are equal. */
export function byWeight(stores: Stores, locations: readonly LocationRecord[]): readonly LocationRecord[] {
  if (locations.length < 2) return locations
  const weight = (location: LocationRecord) => stores.holding(location)?.weight ?? 0
  return locations.toSorted((one, other) => weight(other) - weight(one))
}

/** A new location, with the id of its store where there are several. */
export function locationEntry(
  stores: Stores,
  url: string,
  metadata: LocationEntry['metadata'] = {},
): LocationEntry {
  const store = stores.multi ? stores.holding({ url, metadata: {} })?.id : undefined
  return { url, metadata: withStore(metadata, store), status: 'active' }
}

/** The metadata of a location, with the id of the store that holds it, where one is given. */
export function withStore(metadata: LocationEntry['metadata'], store: string | undefined) {
  return store === undefined ? metadata : keepExact({ ...metadata, store }, metadata)
}

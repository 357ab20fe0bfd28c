import type { LocationRecord } from '../db/records.ts'
import type { Stores } from '../stores/stores.ts'

/** Heaviest store first; in the stored order where the weights are equal. */
export function byWeight(stores: Stores, locations: readonly LocationRecord[]): readonly LocationRecord[] {
  if (locations.length < 2) return locations
  const weight = (location: LocationRecord) => stores.holding(location)?.weight ?? 0
  return locations.toSorted((one, other) => weight(other) - weight(one))
}

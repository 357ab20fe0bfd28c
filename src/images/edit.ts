import type { ImageChange } from '../db/database.ts'
import type { ImageRecord, LocationRecord } from '../db/records.ts'

/** A location that may not be in the database yet. */
export type LocationEntry = Omit<LocationRecord, 'id'> & { readonly id?: number }

/** An image while a request changes it: what it looks like so far, and what there is to save. */
export interface Edit {
  /** As it was when the request began. */
  readonly before: ImageRecord
  readonly change: Change
  /** Locations whose data goes when the change is saved. */
  readonly dropped: LocationEntry[]
  /** Bytes that the change adds to what the project stores. */
  stored: number
}

interface Change extends Writable<ImageChange> {
  /** A copy, made once, however many operations change it. */
  properties?: Map<string, string | null>
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

export function beginEdit(image: ImageRecord): Edit {
  return { before: image, change: {}, dropped: [], stored: 0 }
}

export type Attribute = keyof Omit<ImageChange, 'properties' | 'propertiesBefore' | 'tags' | 'locations'>

export function attributeOf<A extends Attribute>({ before, change }: Edit, name: A): ImageRecord[A] {
  const attributes: { readonly [K in Attribute]?: ImageRecord[K] } = change
  const changed = attributes[name]
  return changed === undefined ? before[name] : changed
}

export function propertiesToChange({ before, change }: Edit): Map<string, string | null> {
  change.properties ??= new Map(before.properties)
  return change.properties
}

export function locationsOf({ before, change }: Edit): readonly LocationEntry[] {
  return change.locations ?? before.locations
}

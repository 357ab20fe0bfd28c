import type { ImageChange } from '../db/database.ts'
import type { ImageRecord, LocationRecord } from '../db/records.ts'

/** A location that may not be in the database yet. */
export type LocationEntry = Omit<LocationRecord, 'id'> & { readonly id?: number }

/** An image while a request changes it: what it looks like so far, and what there is to save. */
export interface Edit {
  /** As it was when the request began. */
  readonly before: ImageRecord
  readonly change: { -readonly [K in keyof ImageChange]: ImageChange[K] }
  /** Those of `change`: copied once, however many operations change them. */
  properties?: Map<string, string | null>
  /** Locations whose data goes when the change is saved. */
  readonly dropped: LocationEntry[]
}

export function beginEdit(image: ImageRecord): Edit {
  return { before: image, change: {}, dropped: [] }
}

export type Attribute = keyof Omit<ImageChange, 'properties' | 'propertiesBefore' | 'tags' | 'locations'>

export function attributeOf<A extends Attribute>({ before, change }: Edit, name: A): ImageRecord[A] {
  return name in change ? (change[name] as ImageRecord[A]) : before[name]
}

export function propertiesToChange(edit: Edit): Map<string, string | null> {
  edit.properties ??= new Map(edit.before.properties)
  edit.change.properties = edit.properties
  return edit.properties
}

export function locationsOf({ before, change }: Edit): readonly LocationEntry[] {
  return change.locations ?? before.locations
}

import type { Metadefs } from './metadefs/metadefs.ts'
import type {
  ImageColumns,
  ImageQuery,
  ImageRecord,
  LocationRecord,
  MemberRecord,
  MemberStatus,
  Properties,
  Status,
  Viewer,
} from './records.ts'
import type { Tasks } from './tasks/tasks.ts'

export type NewImage = Partial<Omit<ImageColumns, 'id' | 'deleted' | 'deleted_at'>> &
  Pick<ImageColumns, 'id' | 'status'> & {
    readonly properties?: Properties
    readonly tags?: readonly string[]
  }

/** What an update sets. `properties` and `tags`, where given, are the whole new set, but for properties that the service keeps
 * for itself: those `setProperty` sets one by one. `locations` likewise are all
 * (an entry with an `id` is kept, one without is new, a missing one is soft-deleted). */
export type ImageChange = Partial<Omit<ImageColumns, 'id' | 'created_at' | 'deleted' | 'deleted_at'>> & {
  readonly properties?: Properties
  /** What `properties` were made of. Where given, only the difference is written: what others have changed since stays. */
  readonly propertiesBefore?: Properties
  readonly tags?: readonly string[]
  readonly locations?: readonly (Omit<LocationRecord, 'id'> & { readonly id?: number })[]
}

export interface Images {
  /** Throws `Duplicate` when the id was ever used, deleted images included. */
  insert(image: NewImage): Promise<ImageRecord>
  /** The image if it is not deleted; visibility is the caller's business unless `viewer` is given. */
  find(id: string, viewer?: Viewer): Promise<ImageRecord | undefined>
  list(query: ImageQuery): Promise<readonly ImageRecord[]>
  /** Applies the change in one transaction if the image is still in one of the states `from`, and gives the new image;
   * undefined when it is not, or is gone. `updated_at` is set unless given. */
  update(id: string, change: ImageChange, from?: readonly Status[]): Promise<ImageRecord | undefined>
  /** Soft-deletes the image with its properties, tags, members and locations; false when it was not in `from`. */
  delete(
    id: string,
    options: { readonly status: 'deleted' | 'pending_delete'; readonly from: readonly Status[] },
  ): Promise<boolean>
  /** One property set, or removed with null, without touching anything else, not even `updated_at`. */
  setProperty(id: string, name: string, value: string | null): Promise<void>
  /** Adds a property, unless the image has one of that name: false. Of several callers at once one succeeds. */
  addProperty(id: string, name: string, value: string): Promise<boolean>
  /** Removes a property as long as it has that value, else says false. */
  removeProperty(id: string, name: string, value: string): Promise<boolean>
  /** Images in that status which carry a property of that name, with its value: `[id, value]`. */
  withProperty(status: Status, name: string): Promise<readonly (readonly [string, string])[]>
  inStatus(status: Status): Promise<readonly string[]>
  /** Sum of size x live locations over the project's images, in bytes. Of transactions that ask for it, one after the other
   * goes on: each sees what those before it have stored. */
  storageUsed(owner: string, without?: string): Promise<number>
}

export interface Tags {
  /** False when it was there. */
  add(imageId: string, tag: string): Promise<boolean>
  /** False when it was not there. */
  remove(imageId: string, tag: string): Promise<boolean>
}

export interface Members {
  list(imageId: string): Promise<readonly MemberRecord[]>
  find(imageId: string, member: string): Promise<MemberRecord | undefined>
  /** Throws `Duplicate`. A removed member's row comes back to life, `created_at` kept. */
  insert(imageId: string, member: string): Promise<MemberRecord>
  setStatus(imageId: string, member: string, status: MemberStatus): Promise<MemberRecord | undefined>
  delete(imageId: string, member: string): Promise<boolean>
}

/** All that the service knows of its database. Nothing above this folder learns which one it is. */
export interface Database {
  /** Whether no other machine can be using it. */
  readonly local: boolean
  readonly images: Images
  readonly tags: Tags
  readonly members: Members
  readonly metadefs: Metadefs
  readonly tasks: Tasks
  /** Everything inside happens, or nothing. Inside, only the database that is given may be used: anything else would wait
   * for the transaction to end. Never held open across network or file I/O. Runs from its beginning again where it collided
   * with another. */
  transaction<T>(work: (database: Database) => Promise<T>): Promise<T>
  /** What `glance-manage db version` prints; undefined where there is no schema yet. */
  revision(): Promise<string | undefined>
  close(): Promise<void>
}

/** The row cannot be added because its key is taken. */
export class Duplicate extends Error {
  override readonly name = 'Duplicate'
}

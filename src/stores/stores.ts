import type { Hashing } from './digests.ts'
import type { Bytes, Call, Range } from './driver.ts'

/** What a store gives back for the bytes it took. */
export interface Receipt {
  readonly location: string
  /** Bytes. */
  readonly size: number
  /** md5, hex. */
  readonly checksum: string
  readonly os_hash_algo: string
  readonly os_hash_value: string
  /** Location metadata; holds `store` where several backends are configured. */
  readonly metadata: Readonly<Record<string, string>>
}

/** A configured store as the service sees it: a driver with the checks around it. */
export interface Store {
  /** The backend's id, or its type where only one store is configured. */
  readonly id: string
  readonly type: string
  readonly description: string | undefined
  readonly weight: number
  /** Why uploads are refused, if they are. */
  readonly addDisabled: string | undefined
  /** Shown by `info/stores/detail`. */
  readonly properties: Readonly<Record<string, unknown>>
  readonly canSeek: boolean
  /** Writes, counts and hashes in one pass. Fails without leaving anything behind. */
  add(
    id: string,
    data: Bytes,
    options: Call & { readonly size?: number; readonly hashingAlgorithm: string },
  ): Promise<Receipt>
  read(location: string, range: Range, call: Call): Promise<Bytes>
  size(location: string, call: Call): Promise<number>
  delete(location: string, call: Call): Promise<void>
  /** Removes what interrupted uploads left, and names their images. */
  reclaim(olderThan: Date, call: Call): AsyncIterable<string>
  /** Removes data that no record names, left by an upload that died after its last byte; false where there is none. */
  discard(id: string, call: Call): Promise<boolean>
}

/** The named set of configured stores. */
export interface Stores {
  /** Whether `enabled_backends` is in use. */
  readonly multi: boolean
  readonly default: Store
  /** In the order of the configuration. */
  readonly all: readonly Store[]
  find(id: string): Store | undefined
  /** The store that holds a location: the one its metadata names, else the one whose scheme and place fit. */
  holding(location: {
    readonly url: string
    readonly metadata: Readonly<Record<string, unknown>>
  }): Store | undefined
  /** For whoever else has to compute digests: threads are dear. */
  readonly hashing: Hashing
  close(): Promise<void>
}

/** Where a driver put an image: a URI that only its own driver takes apart. */
export type Location = string & { readonly __location: unique symbol }

/** Image data on its way. Node's readable streams fit as they are. A chunk belongs to whoever received it. */
export interface Bytes extends AsyncIterable<Uint8Array> {
  /** Takes the memory of a chunk back, from whoever received it and will never look at it again. Nobody has to, but large
   * images then leave less to the garbage collector. */
  recycle?(chunk: Uint8Array): void
}

/** `end` is exclusive; without it the range runs to the end of the image. */
export interface Range {
  readonly start: number
  readonly end?: number
}

/** What every call of a driver gets besides. */
export interface Call {
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal
}

/** What a driver says of an image that it has taken. */
export interface Written {
  readonly location: Location
  /** Bytes. */
  readonly size: number
  /** Kept with the location, and shown with it. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** Bytes that stand in a local file, so that whoever sends them may let the kernel do it.
 * Iterating is always possible, and gives the same bytes; `file` is open until the iterator ends or `release` is called. */
export interface FileBytes extends Bytes {
  readonly file: { readonly fd: number; readonly start: number; readonly end: number }
  /** How far the file has come, as soon as that is beyond `position`; `position` itself when no more will come though
   * nothing is wrong with the bytes. Rejects when something is. Absent: the file is complete. */
  readable?(position: number): Promise<number>
  /** The bytes from `position` of the file on, when it cannot be read there. Absent: nobody else has them. */
  rest?(position: number): Bytes
  release(): Promise<void>
}

export function isFileBytes(bytes: Bytes): bytes is FileBytes {
  return 'file' in bytes
}

/** Bytes that are all in memory, so that whoever sends them can do so at once. Iterating gives the same, in a copy. */
export interface MemoryBytes extends Bytes {
  /** Others send it, too: nobody may change it. */
  readonly memory: Uint8Array
}

export function isMemoryBytes(bytes: Bytes): bytes is MemoryBytes {
  return 'memory' in bytes
}

/** What the author of a store driver writes. A driver's abilities are the methods it has. */
export interface StoreDriver {
  /** Of the URIs of its locations, without the colon. */
  readonly schemes: readonly string[]

  /** What `info/stores/detail` tells administrators: no secrets. */
  readonly properties?: Readonly<Record<string, unknown>>

  /** Set where reading a range means reading what precedes it. */
  readonly canSeek?: false

  /** Whether a location of one of the schemes is this store's, as far as can be told without asking the backend.
   * Absent: each is. */
  owns?(location: Location): boolean

  /** Reaches the backend, or says which setting is wrong. */
  open(call: Call): Promise<void>

  /** NotFound comes before the first byte, never after. */
  read(location: Location, range: Range, call: Call): Promise<Bytes>

  /** Size in bytes. */
  size(location: Location, call: Call): Promise<number>

  /** Leaves nothing behind when `data` throws or `signal` aborts. Absent: the store is read-only. */
  add?(id: string, data: Bytes, call: Call & { readonly size?: number }): Promise<Written>

  delete?(location: Location, call: Call): Promise<void>

  /** Removes what interrupted uploads left, and names the images they were for. What a living process still writes is
   * never touched; where a driver cannot know, it goes by `olderThan`. */
  reclaim?(olderThan: Date, call: Call): AsyncIterable<string>

  /** Removes what `add` would have made of this id, if it is there: an upload that was complete when its process died,
   * before anybody wrote down where it is. Absent where the place of an image does not follow from its id. */
  discard?(id: string, call: Call): Promise<boolean>

  close(): Promise<void>
}

export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove'
  /** The parts of the JSON pointer, decoded. */
  readonly path: readonly string[]
  readonly value?: unknown
  /** `add` on what is there is a conflict (the 2.0 media type). */
  readonly strict: boolean
}

/** Where image data lies already, and what its hash is said to be. */
export interface LocationDraft {
  readonly url: string
  readonly validationData?: { readonly os_hash_algo: string; readonly os_hash_value: string }
}

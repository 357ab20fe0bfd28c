/** What an inspector asks for: a range of the image, or its last bytes. */
export type Wanted = { readonly start: number; readonly length: number } | { readonly last: number }

/** What an inspector says of an image in its format. */
export interface Finding {
  /** Bytes of the disk inside, given the bytes of the image; 0 when it does not say. */
  readonly virtualSize: (imageSize: number) => number
  /** Names of the safety checks that failed. */
  readonly failures: readonly string[]
  /** The image ends before everything that must be checked. */
  readonly incomplete?: boolean
}

/** Looks at an image as it passes: yields what it wants to see next, further on in the image, and gets it;
 * less where the image ends earlier. Asking again from the same start gives more of the same. Returns
 * nothing for other formats. */
export type Inspector = () => Generator<Wanted, Finding | undefined, Buffer>

export function bytes(start: number, length: number): Wanted {
  return { start, length }
}

export function last(length: number): Wanted {
  return { last: length }
}

/** An image whose beginning is of the format and whose end is missing. */
export function incomplete(): Finding {
  return { virtualSize: () => 0, failures: [], incomplete: true }
}

export function found(virtualSize: bigint | number, ...failures: string[]): Finding {
  const size = Number(virtualSize)
  const credible = size <= Number.MAX_SAFE_INTEGER
  return { virtualSize: () => size, failures: credible ? failures : [...failures, 'virtual_size'] }
}

import type { Digests, Hashing, OnTaken } from '../../stores/digests.ts'
import type { CacheableImage } from '../cache.ts'

/** What the bytes of an image have to add up to, and the sum of those that have come in. */
export interface Checksum {
  readonly algorithm: string
  /** Hex. */
  readonly value: string
  readonly digests: Digests
}

/** By the md5 of the image, or else by its other digest. Undefined where it has neither, or one that nobody here can compute. */
export function startChecksum(
  image: CacheableImage,
  hashing: Hashing,
  onTaken: OnTaken,
): Checksum | undefined {
  const { checksum, os_hash_algo, os_hash_value } = image
  const algorithm = checksum ? 'md5' : os_hash_algo
  const value = checksum || os_hash_value
  if (!algorithm || !value) return undefined
  try {
    return { algorithm, value, digests: hashing.startDigests([algorithm], onTaken) }
  } catch {
    return undefined
  }
}

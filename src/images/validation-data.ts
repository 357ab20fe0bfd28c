import { Fault } from '../errors.ts'
import type { ImageService } from '../service.ts'
import { digestSize } from '../stores/hash-names.ts'
import { attributeOf, type Edit } from './edit.ts'
import { imageOptions } from './options.ts'

export interface ValidationData {
  readonly checksum?: string
  readonly os_hash_algo?: string
  readonly os_hash_value?: string
}

type Sum = keyof ValidationData

/** Checksums that clients give with locations, as far as they are new to the image. Values that the image has already are
 * passed over; what contradicts them, or is no checksum, is a conflict. */
export function newSums(
  { config }: ImageService,
  edit: Edit,
  locations: readonly { readonly validation_data?: ValidationData }[],
): ValidationData {
  const given = merge(locations)
  const fresh = Object.entries(given).filter(([name, value]) => isNew(edit, name as Sum, value))
  if (fresh.length === 0) return {}
  if (attributeOf(edit, 'status') !== 'queued') {
    const names = fresh.map(([name]) => name).join(', ')
    throw conflict(`New value(s) for ${names} may only be provided when image status is 'queued'`)
  }
  const sums: ValidationData = Object.fromEntries(fresh)
  const algorithm = config.read(imageOptions).hashing_algorithm
  if (sums.checksum !== undefined) refuseBadDigest('checksum', sums.checksum, 'md5')
  if (sums.os_hash_algo !== algorithm) {
    throw conflict(`os_hash_algo must be ${algorithm}, not ${sums.os_hash_algo ?? 'None'}`)
  }
  refuseBadDigest('os_hash_value', sums.os_hash_value ?? '', algorithm)
  return sums
}

export function isHex(text: string): boolean {
  return /^([0-9a-f]{2})*$/i.test(text)
}

function merge(locations: readonly { readonly validation_data?: ValidationData }[]): Record<string, string> {
  const merged: Record<string, string> = {}
  for (const { validation_data = {} } of locations) {
    for (const [name, value] of Object.entries(validation_data)) {
      if ((merged[name] ?? value) !== value) throw conflict(`Conflicting values for ${name}`)
      merged[name] = value
    }
  }
  return merged
}

function isNew(edit: Edit, name: Sum, value: string): boolean {
  const current = attributeOf(edit, name)
  if (current === value) return false
  if (current) throw conflict(`${name} is already set with a different value`)
  return true
}

function refuseBadDigest(name: Sum, value: string, algorithm: string): void {
  if (!isHex(value)) throw conflict(`${name} (${value}) is not a valid hexadecimal value`)
  const size = digestSize(algorithm)
  if (size === undefined || value.length === size * 2) return
  throw conflict(`${name} (${value}) is not the correct size for ${algorithm} (should be ${size} bytes)`)
}

function conflict(text: string): Fault {
  return new Fault('Conflict', text)
}

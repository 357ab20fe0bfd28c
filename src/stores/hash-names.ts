import { createHash } from 'node:crypto'
import { nearest } from '../config/nearest.ts'

/** Those of Python's hashlib that OpenSSL has under another name. */
const renamed: Readonly<Record<string, string>> = { blake2b: 'blake2b512', blake2s: 'blake2s256' }

/** The name that OpenSSL has for an algorithm of hashlib, which writes `sha3_256` for `sha3-256`. Throws for one that there is
 * not, and for one whose digests have no length of their own. */
export function opensslName(name: string): string {
  const openssl = renamed[name] ?? name.replaceAll('_', '-')
  if (!/^shake/i.test(openssl) && isKnown(openssl)) return openssl
  throw new Error(`Unknown hashing algorithm identifier: ${name}`)
}

/** Bytes of a digest; undefined for an algorithm that is not known. */
export function digestSize(name: string): number | undefined {
  try {
    return createHash(opensslName(name)).digest().length
  } catch {
    return undefined
  }
}

const usual = ['sha256', 'sha384', 'sha512', 'sha3_256', 'sha3_512', 'blake2b', 'md5']

export function hintAtHashName(name: string): string {
  const meant = nearest(name.toLowerCase(), usual)
  return meant ? `did you mean "${meant}"?` : `usual ones are ${usual.join(', ')}`
}

function isKnown(openssl: string): boolean {
  try {
    createHash(openssl)
    return true
  } catch {
    return false
  }
}

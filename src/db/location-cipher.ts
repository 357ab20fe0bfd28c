import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Keeps the URLs of images' data from who can read the database, as Glance does: AES-CBC behind its initial vector, in base64
 * for URLs. */
export interface LocationCipher {
  seal(url: string): string
  /** Gives back what is no sealed URL, such as those that were written before there was a key. */
  open(stored: string): string
}

const blockSize = 16
export const keySizes: readonly number[] = [16, 24, 32]

export function locationCipher(key: string): LocationCipher {
  const secret = Buffer.from(key)
  const algorithm = `aes-${secret.length * 8}-cbc`
  return {
    seal(url) {
      const vector = randomBytes(blockSize)
      const cipher = createCipheriv(algorithm, secret, vector).setAutoPadding(false)
      return forUrls(Buffer.concat([vector, cipher.update(padded(Buffer.from(url))), cipher.final()]))
    },
    open(stored) {
      if (stored.includes(':')) return stored
      const sealed = Buffer.from(stored, 'base64url')
      const decipher = createDecipheriv(algorithm, secret, sealed.subarray(0, blockSize)).setAutoPadding(
        false,
      )
      const text = Buffer.concat([decipher.update(sealed.subarray(blockSize)), decipher.final()])
      return text.subarray(0, text.lastIndexOf(0)).toString()
    },
  }
}

/** A zero byte ends the text; what fills the last block has none. */
function padded(text: Buffer): Buffer {
  const padding = randomBytes(blockSize - (text.length % blockSize)).map(byte => byte || 1)
  padding[0] = 0
  return Buffer.concat([text, padding])
}

/** With padding, which Python insists on. */
function forUrls(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}

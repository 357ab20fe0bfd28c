import type { Reply } from './transport.ts'

/** Keystone has not told what it was asked: it is out of reach, or refuses the service itself. No secret is in it. */
export class KeystoneError extends Error {
  override readonly name = 'KeystoneError'
}

/** What an answer says of its reason, for the log. */
export function saidBy({ status, body }: Reply): string {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: unknown } }
    if (typeof error?.message === 'string') return `${status} ${error.message.slice(0, 200)}`
  } catch {
    // A proxy in between answers as it likes.
  }
  return String(status)
}

import type { IncomingMessage } from 'node:http'
import { Fault } from '../errors.ts'

export function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  const mark = url.indexOf('?')
  if (mark < 0) return new URLSearchParams()
  if (url.includes('%00')) {
    throw new Fault(
      'Invalid',
      'Error decoding your request. Either the URL or the request body contained characters that could not be decoded by Glance',
    )
  }
  return new URLSearchParams(url.slice(mark + 1))
}

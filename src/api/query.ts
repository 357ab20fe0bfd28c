import type { IncomingMessage } from 'node:http'
import { Fault } from '../errors.ts'

export function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  const mark = url.indexOf('?')
  if (mark < 0) return new URLSearchParams()
  if (url.includes('%') && !isText(url.slice(mark + 1))) {
    throw new Fault(
      'Invalid',
      'Error decoding your request. Either the URL or the request body contained characters that could not be decoded by Glance',
    )
  }
  return new URLSearchParams(url.slice(mark + 1))
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Whether the bytes that are written as escape sequences are UTF-8. What is no escape sequence stands for itself. */
function isText(query: string): boolean {
  if (query.includes('%00')) return false
  try {
    for (const [run] of query.matchAll(/(?:%[0-9a-f]{2})+/gi))
      utf8.decode(Buffer.from(run.replaceAll('%', ''), 'hex'))
    return true
  } catch {
    return false
  }
}

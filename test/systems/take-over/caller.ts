import { createHash } from 'node:crypto'
import { admin, memberOf } from '../../src/api/identities.ts'

export type Who = 'alice' | 'bob' | 'carol' | 'dave' | 'admin'

export const everybody: readonly Who[] = ['alice', 'bob', 'carol', 'dave', 'admin']

export interface Call {
  readonly json?: unknown
  readonly patch?: readonly object[]
  readonly bytes?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
}

/** Asks a service as somebody. */
export type Ask = (who: Who, line: string, call?: Call) => Promise<Answer>

export function caller(url: string): Ask {
  return async (who, line, { json, patch, bytes, headers = {} } = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const body = patch || json ? JSON.stringify(patch ?? json) : bytes
    const type = patch ? 'application/openstack-images-v2.1-json-patch' : 'application/octet-stream'
    const answer = await fetch(url + path, {
      method,
      ...(body !== undefined && { body: Buffer.from(body) }),
      headers: {
        ...(who === 'admin' ? admin : memberOf(who)),
        ...(body !== undefined && { 'Content-Type': type }),
        ...headers,
      },
    })
    return {
      status: answer.status,
      headers: answer.headers,
      bytes: Buffer.from(await answer.arrayBuffer()),
    }
  }
}

/** The JSON of an answer that must be a success. */
export async function succeed<T = { readonly id: string }>(asked: Promise<Answer>): Promise<T> {
  const { status, bytes } = await asked
  if (status >= 300) throw new Error(`${status}: ${bytes}`)
  return (bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined) as T
}

export function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

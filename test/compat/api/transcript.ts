import { request } from 'node:http'
import { type Answer, type Ask, bodyOf, headersOf } from './ask.ts'

export interface Transcript {
  readonly topic: string
  /** What answered. */
  readonly recorded: string
  readonly settings?: string
  readonly exchanges: readonly (Ask & { readonly answer: Answer })[]
}

/** Sends the request to a server on this machine; what differs from run to run is masked in the answer. */
export async function exchange(port: number, topic: string, ask: Ask): Promise<Answer> {
  const { status, headers, body } = await send(port, topic, ask)
  const type = headers['content-type'] ?? ''
  const shown =
    type.startsWith('application/json') && body ? JSON.parse(mask(body, port), leaveOut) : mask(body, port)
  return { status, headers: keepTelling(headers, port), body: shown }
}

/** The order of tags is nobody's promise, and descriptions in schemas are everybody's own words. */
function leaveOut(key: string, value: unknown): unknown {
  if (key === 'description' && typeof value === 'string') return '<words>'
  return key === 'tags' && Array.isArray(value) ? value.toSorted() : value
}

interface Raw {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

function send(port: number, topic: string, ask: Ask): Promise<Raw> {
  const [method = '', path = ''] = ask.ask.split(' ')
  const body = bodyOf(ask)
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  const headers = { ...length, ...headersOf(ask, topic), Connection: 'close' }
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, method, path, headers, setDefaultHeaders: false }, res => {
      res.setEncoding('utf8')
      let text = ''
      res.on('data', chunk => {
        text += chunk
      })
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: flat(res.headers), body: text }))
    })
    req.on('error', reject)
    req.setHeader('Host', `127.0.0.1:${port}`)
    req.end(body)
  })
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

const telling = [
  'content-type',
  'content-range',
  'content-md5',
  'location',
  'allow',
  'accept-patch',
  'openstack-image-import-methods',
  'openstack-image-store-ids',
]

function keepTelling(headers: Readonly<Record<string, string>>, port: number): Record<string, string> {
  return Object.fromEntries(
    telling.flatMap(name => (headers[name] === undefined ? [] : [[name, mask(headers[name], port)]])),
  )
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g

/** Masks moments, random ids, the address, folders; and the part of a validation error that repeats the schema with its descriptions. */
export function mask(text: string, port: number): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>')
    .replaceAll(`127.0.0.1:${port}`, '<host>')
    .replaceAll(uuid, '<uuid>')
    .replaceAll(/"(file:\/\/)?\/[^"]*\/(images|fast|slow)\b/g, '"$1<folder>/$2')
    .replaceAll(/(Failed validating \S+ in schema\S*).*?(On instance)/gs, '$1 <schema> $2')
}

import type { IncomingMessage } from 'node:http'
import { Fault } from '../errors.ts'
import { parseExactly } from '../exact-numbers.ts'
import type { Bytes } from '../stores/driver.ts'
import type { Handler } from './exchange.ts'

/** Bytes of JSON that a request may bring; image data has no such limit. */
const maxJsonBytes = 4 * 1024 ** 2

/** For operations that take no body. */
export function bodiless<Param extends string>(handler: Handler<Param>): Handler<Param> {
  return exchange => {
    if (hasBody(exchange.req)) throw new Fault('Invalid', 'A body is not expected with this request.')
    return handler(exchange)
  }
}

/** The JSON object or array that the request carries, whatever its content type says. */
export async function readJson(req: IncomingMessage): Promise<object> {
  if (!hasBody(req)) throw new Fault('Invalid', 'Body expected in request.')
  const value = parseJson(await readBytes(req))
  if (typeof value !== 'object' || value === null) {
    throw new Fault('Invalid', 'Unexpected body type. Expected list/dict.')
  }
  return value
}

export async function readJsonObject(req: IncomingMessage): Promise<Record<string, unknown>> {
  const value = await readJson(req)
  if (Array.isArray(value)) throw new Fault('Invalid', 'Unexpected body type. Expected dict.')
  return value as Record<string, unknown>
}

/** The body as it comes in. Leaving it early keeps the connection, so that the answer can still be read. */
export function uploadBytes(req: IncomingMessage): Bytes {
  return {
    recycle: freeMemory,
    [Symbol.asyncIterator]: () => req.iterator({ destroyOnReturn: false }),
  }
}

/** Node makes fresh memory for every chunk of a body. Handed on to nobody it is free at once. */
function freeMemory({ buffer, byteLength }: Uint8Array): void {
  if (byteLength > 0 && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0)
}

const methodsWithBody = new Set(['POST', 'PUT', 'PATCH'])
const bodyEncodings = new Set(['chunked', 'compress', 'deflate', 'gzip', 'identity'])

function hasBody({ method = '', headers }: IncomingMessage): boolean {
  const encoding = headers['transfer-encoding']?.toLowerCase() ?? ''
  if (bodyEncodings.has(encoding) && methodsWithBody.has(method)) return true
  return Number(headers['content-length'] ?? 0) > 0
}

async function readBytes(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    length += chunk.length
    if (length > maxJsonBytes) {
      throw new Fault('TooLarge', `The request body may not be larger than ${maxJsonBytes} bytes.`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** NUL is refused here, once for all: databases cannot keep it. */
function parseJson(bytes: Buffer): unknown {
  try {
    const text = utf8.decode(bytes)
    if (!text.includes('\\u0000')) return parseExactly(text)
  } catch {}
  throw new Fault('Invalid', 'Malformed JSON in request body.')
}

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { Logger } from 'pino'

export interface Forwarded {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** As the other worker knows it: `/v2/images/…`. */
  readonly path: string
  readonly log: Logger
  /** Called when the other worker says that it has done it, before the caller hears of that. */
  readonly onDone?: () => Promise<void>
}

const mark = '1.1 glance-api'
const patienceMilliseconds = 60_000

/** Repeats a request without a body at the worker of that URL, as the same caller, and answers what comes from there, its
 * request id included. False, and nothing answered, when that worker cannot be reached. */
export async function forwardRequest(
  host: string,
  { req, res, path, log, onDone }: Forwarded,
): Promise<boolean> {
  // Where two workers take each other for the right one, the first that has seen the request keeps it.
  if (req.headers.via?.includes(mark)) return false
  const url = host.replace(/\/+$/, '') + path
  log.info(`forwarding ${req.method} ${path} to ${host}, which has the image in hand`)
  const answer = await ask(url, req).catch((err: unknown) => {
    log.error({ err }, `${url} cannot be reached`)
  })
  if (!answer) return false
  if (gatewayFailures.includes(answer.status)) {
    log.error(`${url} answers ${answer.status}`)
    await answer.body?.cancel()
    return false
  }
  if (answer.ok) await onDone?.()
  await passOn(answer, res)
  return true
}

const gatewayFailures = [502, 503, 504]

function ask(url: string, { method, headers }: IncomingMessage): Promise<Response> {
  const signal = AbortSignal.timeout(patienceMilliseconds)
  return fetch(url, { method, headers: { ...callersOwn(headers), via: mark }, redirect: 'error', signal })
}

/** What says who asks, and how the answer is to be. A worker that checks tokens goes by the token alone; the catalog that
 * came with it may be longer than headers can be. */
function callersOwn(headers: IncomingHttpHeaders): Record<string, string> {
  const own = Object.entries(headers).filter(
    ([name]) => name === 'accept' || (name.startsWith('x-') && name !== 'x-service-catalog'),
  )
  return Object.fromEntries(own.map(([name, value]) => [name, asBytes(String(value))]))
}

/** Names that Keystone has told may be in any script; headers carry bytes. */
function asBytes(text: string): string {
  return /[^\0-\xff]/.test(text) ? Buffer.from(text).toString('latin1') : text
}

const toldHeaders = ['content-type', 'www-authenticate', 'x-openstack-request-id']

async function passOn(answer: Response, res: ServerResponse): Promise<void> {
  for (const name of toldHeaders) {
    const value = answer.headers.get(name)
    if (value !== null) res.setHeader(name, value)
  }
  res.writeHead(answer.status, answer.statusText)
  if (answer.body) await pipeline(Readable.fromWeb(answer.body as ReadableStream), res)
  else res.end()
}

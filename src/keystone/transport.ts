import { readFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { timerMs } from '../timer-ms.ts'
import type { TokenSettings } from './options.ts'

// Not by import: see paste/run/create-server.ts.
const http = process.getBuiltinModule('node:http')
const https = process.getBuiltinModule('node:https')

export interface Question {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Carries questions to Keystone over connections that are kept. */
export interface Transport {
  /** The answer, whatever its status. What fails for a passing reason is tried again first. */
  ask(question: Question): Promise<Reply>
  readonly isClosed: boolean
  close(): void
}

export type TransportSettings = Pick<
  TokenSettings,
  'cafile' | 'certfile' | 'keyfile' | 'insecure' | 'http_connect_timeout' | 'http_request_max_retries'
>

const patienceSeconds = 60

/** A crowd of new tokens is not to overrun Keystone. */
const mostConnections = 64

export async function openTransport(settings: TransportSettings): Promise<Transport> {
  const { http_connect_timeout: seconds = patienceSeconds, http_request_max_retries: retries } = settings
  const closing = new AbortController()
  const options = { keepAlive: true, maxSockets: mostConnections, proxyEnv: proxies(process.env) }
  const plain = new http.Agent(options)
  const secure = new https.Agent({ ...options, ...(await certificates(settings)) })

  function exchange(question: Question): Promise<Reply> {
    const { method, url, headers, body } = question
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    const signal = AbortSignal.timeout(timerMs(seconds))
    const request = url.startsWith('https:')
      ? https.request(url, { method, headers, agent: secure, signal })
      : http.request(url, { method, headers, agent: plain, signal })
    request.on('error', error => {
      // Keystone has closed a kept connection in the moment it was taken up again.
      if (request.reusedSocket && codeOf(error) === 'ECONNRESET') resolve(exchange(question))
      else reject(signal.aborted ? signal.reason : error)
    })
    request.once('response', answer => {
      const { statusCode: status = 0, headers } = answer
      text(answer).then(
        body => resolve({ status, headers, body }),
        error => reject(signal.aborted ? signal.reason : error),
      )
    })
    request.end(body)
    return promise
  }

  return {
    async ask(question) {
      for (let pause = 500, left = retries; ; pause *= 2, left--) {
        try {
          return await exchange(question)
        } catch (error) {
          if (left <= 0 || closing.signal.aborted || !passingCodes.has(codeOf(error))) throw error
          await wait(pause, undefined, { signal: closing.signal, ref: false })
        }
      }
    },
    get isClosed() {
      return closing.signal.aborted
    },
    close() {
      closing.abort(new Error('the connection to Keystone has been closed'))
      plain.destroy()
      secure.destroy()
    },
  }
}

/** Those of the environment; none leads back to this machine. */
function proxies(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const direct = [env.no_proxy ?? env.NO_PROXY, 'localhost', '127.0.0.1', '::1'].filter(Boolean).join(',')
  return { ...env, no_proxy: direct, NO_PROXY: direct }
}

/** Of connections that may come about a moment later. */
const passingCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
  'TimeoutError',
])

function codeOf(error: unknown): string {
  const { code, name } = error as Partial<NodeJS.ErrnoException>
  return typeof code === 'string' ? code : (name ?? '')
}

async function certificates({ cafile, certfile, keyfile, insecure }: TransportSettings) {
  const [ca, cert, key] = await Promise.all([cafile, certfile, keyfile || certfile].map(readPem))
  return { ca, cert, key, rejectUnauthorized: !insecure }
}

async function readPem(file: string | undefined): Promise<string | undefined> {
  return file ? readFile(file, 'utf8') : undefined
}

import type { Agent as HttpAgent, IncomingMessage } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import type { Call } from '../driver.ts'
import { StoreError } from '../errors.ts'
import { parseHttpLocation } from './location.ts'
import { http, https } from './node-http.ts'
import { refuseInward } from './redirect.ts'

export interface Agents {
  readonly http: HttpAgent
  readonly https: HttpsAgent
}

interface Asking extends Call {
  readonly method: 'GET' | 'HEAD'
  readonly headers?: Readonly<Record<string, string>>
  readonly agents: Agents
}

const mostRedirects = 5
/** Until an answer begins. Users name the servers: one that says nothing must not keep what waits for it. */
const mostSeconds = 60

/** The answer of whatever the location leads to; its body is to be read or destroyed. Answers that do not give the image are
 * thrown: `NotFound`, `BadRange` for 416, else `BadLocation`. A connection that fails is thrown as it is. */
export async function request(location: string, asking: Asking): Promise<IncomingMessage> {
  let url = parseHttpLocation(location)
  for (let redirects = 0; redirects < mostRedirects; redirects++) {
    const answer = await ask(url, asking)
    if (isGood(answer)) return answer
    const next = await nextUrl(url, answer)
    await refuseInward(url, next)
    url = next
  }
  throw new StoreError('BadLocation', `The HTTP URL exceeded ${mostRedirects} maximum redirects.`)
}

function ask(url: URL, { agents, method, headers, signal }: Asking): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const options = { method, headers: { ...headers, 'Accept-Encoding': 'identity' }, signal }
  const asked =
    url.protocol === 'https:'
      ? https.request(url, { ...options, agent: agents.https })
      : http.request(url, { ...options, agent: agents.http })
  const late = setTimeout(
    () => asked.destroy(new Error(`no answer in ${mostSeconds} seconds`)),
    mostSeconds * 1000,
  )
  asked.once('response', resolve).once('error', reject).end()
  return promise.finally(() => clearTimeout(late))
}

function isGood({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300
}

/** Where a redirect leads. Throws for every other answer. */
async function nextUrl(url: URL, answer: IncomingMessage): Promise<URL> {
  const { statusCode = 0, headers } = answer
  if (statusCode < 400 && (statusCode === 301 || statusCode === 302) && headers.location !== undefined) {
    answer.destroy()
    return parseHttpLocation(URL.parse(headers.location, url.href)?.href ?? '')
  }
  throw await refusal(url, answer)
}

async function refusal(url: URL, answer: IncomingMessage): Promise<StoreError> {
  const { statusCode = 0 } = answer
  if (statusCode >= 400) {
    const body = await beginningOf(answer)
    if (statusCode === 404) return new StoreError('NotFound', 'HTTP datastore could not find image at URI.')
    if (statusCode === 416) return new StoreError('BadRange', 'The server has no such range of the image.')
    const message = `HTTP URL ${url.pathname} returned a ${statusCode} status code. \nThe response body:\n${body}`
    return new StoreError('BadLocation', message)
  }
  answer.destroy()
  const message = `The HTTP URL ${url.pathname} attempted to redirect with an invalid ${statusCode} status code.`
  return new StoreError('BadLocation', message)
}

/** As much of a body as fits into a line of the log: what it says is a stranger's. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) {
    text += chunk
    if (text.length > 1024) break
  }
  return text.slice(0, 1024).replace(/\p{Cc}+/gu, ' ')
}

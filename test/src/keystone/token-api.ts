import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createSecureServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** As much of the Identity API as checking tokens takes. */
export interface TokenApi {
  readonly url: string
  /** What has been asked, in order: `log in`, or `check TOKEN?query`. */
  readonly asked: readonly string[]
  /** The bodies of logins. */
  readonly logins: readonly unknown[]
  /** How many connections there have been. */
  readonly connections: number
  /** The tokens of users that it knows, and what it tells of them. */
  readonly tokens: Map<string, Partial<Told>>
  /** The service's tokens that it still accepts. */
  readonly accepted: Set<string>
  /** Is awaited before each answer. */
  before: (question: string) => Promise<unknown> | undefined
  /** Takes the place of the answer to a check. */
  answer: ((res: ServerResponse) => void) | undefined
  /** What it tells of the tokens it gives the service. */
  login: Partial<Told> | number
  stop(): Promise<void>
}

interface Told {
  readonly expires_at: string
  readonly [field: string]: unknown
}

export const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()

const domain = { id: 'default', name: 'Default' }

export async function startTokenApi(port = 0, tls?: ServerOptions): Promise<TokenApi> {
  const asked: string[] = []
  const logins: unknown[] = []
  let connections = 0
  const answering: RequestListener = (req, res) => void respond(req, res)
  const server = tls ? createSecureServer(tls, answering) : createServer(answering)
  server.on('connection', () => connections++)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`
  const api: TokenApi = {
    url,
    asked,
    logins,
    get connections() {
      return connections
    },
    tokens: new Map(),
    accepted: new Set(),
    before: () => undefined,
    answer: undefined,
    login: {},
    async stop() {
      server.closeAllConnections()
      if (server.listening) await new Promise(done => server.close(done))
    },
  }
  onTestFinished(() => api.stop())
  return api

  async function respond(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { searchParams, search } = new URL(req.url ?? '', url)
    const subject = String(req.headers['x-subject-token'])
    const question = req.method === 'POST' ? 'log in' : `check ${subject}${search}`
    asked.push(question)
    if (req.method === 'POST') logins.push(await json(req))
    await api.before(question)
    if (req.method === 'POST') return logIn(res)
    if (!api.accepted.has(String(req.headers['x-auth-token']))) return refuse(res, 401)
    if (api.answer) return api.answer(res)
    const told = api.tokens.get(subject)
    const hasEnded = told?.expires_at !== undefined && Date.parse(told.expires_at) < Date.now()
    if (!told || (hasEnded && searchParams.get('allow_expired') !== '1')) return refuse(res, 404)
    tell(res, 200, told, searchParams.has('nocatalog'))
  }

  function logIn(res: ServerResponse): void {
    if (typeof api.login === 'number') {
      refuse(res, api.login)
      return
    }
    const token = `service-${logins.length}`
    api.accepted.add(token)
    res.setHeader('X-Subject-Token', token)
    tell(res, 201, api.login, false)
  }

  function tell(res: ServerResponse, status: number, told: Partial<Told>, nocatalog: boolean): void {
    const token = {
      methods: ['password'],
      user: { id: 'u1', name: 'Ann', domain },
      project: { id: 'p1', name: 'engines', domain },
      roles: [
        { id: 'r1', name: 'member' },
        { id: 'r2', name: 'reader' },
      ],
      expires_at: soon(3600),
      ...(nocatalog ? {} : { catalog: [identityIn('here', url)] }),
      ...told,
    }
    res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ token }))
  }
}

export function identityIn(region: string, url: string) {
  const endpoints = ['internal', 'public'].map(kind => ({
    interface: kind,
    region,
    region_id: region,
    url: `${url}/v3`,
  }))
  return { type: 'identity', name: 'keystone', endpoints }
}

function refuse(res: ServerResponse, status: number): void {
  res.writeHead(status, { 'Content-Type': 'application/json' })
  res.end(JSON.stringify({ error: { code: status, message: `refused with ${status}` } }))
}

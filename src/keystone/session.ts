import type { Logger } from 'pino'
import { authUrl, identityUrl, loginBody } from './credentials.ts'
import { type Catalog, findEndpoint, readToken } from './documents.ts'
import { KeystoneError, saidBy } from './errors.ts'
import type { CredentialSettings, TokenSettings } from './options.ts'
import type { Reply, Transport } from './transport.ts'

/** The service, logged in at Keystone. */
export interface Session {
  /** Asks the Identity API, below `/v3`, as the service. Logs in first where that is needed, and once more where Keystone
   * refuses the token. Throws a KeystoneError where there is no answer. */
  ask(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply>
}

export interface SessionSettings {
  readonly credentials: CredentialSettings
  readonly endpoint: Pick<TokenSettings, 'interface' | 'region_name'>
  readonly transport: Transport
  readonly log: Logger
}

interface Login {
  readonly token: string
  readonly url: string
  /** Milliseconds since 1970. */
  readonly renewAt: number
  readonly endsAt: number
}

/** Before the next attempt, where one fails. */
const renewalPauseMilliseconds = 10_000

export function createSession({ credentials, endpoint, transport, log }: SessionSettings): Session {
  const root = identityUrl(authUrl(credentials) ?? '')
  const body = JSON.stringify(loginBody(credentials))
  let current: Login | undefined
  let pending: Promise<Login> | undefined

  /** One login, however many wait for it. */
  function logIn(): Promise<Login> {
    pending ??= requestLogin()
      .then(login => {
        current = login
        return login
      })
      .finally(() => {
        pending = undefined
      })
    return pending
  }

  async function requestLogin(): Promise<Login> {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json' }
    const reply = await reach(transport, { method: 'POST', url: `${root}/auth/tokens`, headers, body })
    const token = reply.headers['x-subject-token']
    if (reply.status !== 201 || typeof token !== 'string') {
      throw new KeystoneError(`the service cannot log in at ${root}: ${saidBy(reply)}`)
    }
    const { expires_at, catalog } = readToken(reply.body)
    return { token, url: endpointIn(catalog), ...lifeUntil(Date.parse(expires_at)) }
  }

  function endpointIn(catalog: Catalog | undefined): string {
    const { interface: kind, region_name: region } = endpoint
    const found = findEndpoint(catalog ?? [], { type: 'identity', interface: kind, region })
    if (found) return identityUrl(found)
    const where = region ? ` in region ${region}` : ''
    log.warn(`the catalog has no ${kind} endpoint of Keystone${where}: tokens are checked at ${root}`)
    return root
  }

  async function login(): Promise<Login> {
    const now = Date.now()
    if (current === undefined || current.endsAt <= now) return logIn()
    if (current.renewAt <= now) {
      current = { ...current, renewAt: now + renewalPauseMilliseconds }
      logIn().catch((err: unknown) => {
        if (!transport.isClosed) log.warn({ err }, 'the token of the service could not be renewed yet')
      })
    }
    return current
  }

  const askAs = ({ token, url }: Login, path: string, headers: Readonly<Record<string, string>>) =>
    reach(transport, {
      method: 'GET',
      url: url + path,
      headers: { ...headers, Accept: 'application/json', 'X-Auth-Token': token },
    })

  return {
    async ask(path, headers = {}) {
      const first = await login()
      const reply = await askAs(first, path, headers)
      if (reply.status !== 401) return reply
      if (current?.token === first.token) current = undefined
      return askAs(await login(), path, headers)
    },
  }
}

/** A little before its end, so that nobody waits for the next one. */
function lifeUntil(endsAt: number): Pick<Login, 'endsAt' | 'renewAt'> {
  const seconds = (endsAt - Date.now()) / 1000
  return { endsAt, renewAt: endsAt - Math.min(120, seconds / 10) * 1000 }
}

function reach(transport: Transport, question: Parameters<Transport['ask']>[0]): Promise<Reply> {
  return transport.ask(question).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message || cause.name : String(cause)
    throw new KeystoneError(`Keystone does not answer at ${new URL(question.url).origin}: ${why}`, { cause })
  })
}

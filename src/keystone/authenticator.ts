import type { Logger } from 'pino'
import { Fault } from '../errors.ts'
import type { Access } from './access-rules.ts'
import { authUrl } from './credentials.ts'
import { KeystoneError } from './errors.ts'
import type { AuthtokenSettings } from './options.ts'
import type { Identity, ValidToken } from './valid-token.ts'
import type { TokenValidator } from './validator.ts'

/** What a request says of itself. */
export interface Asking {
  readonly userToken: string | undefined
  /** Of a service that asks on the user's behalf. */
  readonly serviceToken: string | undefined
  readonly method: string
  readonly path: string
}

export interface Authenticator {
  /** Where clients log in. */
  readonly uri: string
  /** Throws `Unavailable` where Keystone cannot tell. */
  identify(asking: Asking): Promise<Identity>
}

export function createAuthenticator(
  { validate }: TokenValidator,
  { token: settings, credentials }: AuthtokenSettings,
  log: Logger,
): Authenticator {
  const serviceRoles = new Set(settings.service_token_roles)

  async function identify({ userToken, serviceToken, ...access }: Asking): Promise<Identity> {
    if (!serviceToken) return (await findUser(userToken, access, false)) ?? nobody
    const service = await validate(serviceToken)
    const actsForUsers = service?.roles.some(role => serviceRoles.has(role)) ?? false
    const user = (await findUser(userToken, access, actsForUsers)) ?? nobody
    const isValid = actsForUsers || !settings.service_token_roles_required
    return service && isValid ? alsoFrom(service, user) : withoutService(user)
  }

  /** A service that acts for users may bring a token that has ended, and asks what no rule of theirs foresees. */
  async function findUser(
    token: string | undefined,
    access: Omit<Access, 'service'>,
    byService: boolean,
  ): Promise<Identity | undefined> {
    const found = token ? await validate(token, byService) : undefined
    return found && (byService || permits(found, access)) ? found.user : undefined
  }

  function permits({ allows }: ValidToken, access: Omit<Access, 'service'>): boolean {
    if (allows === undefined) return true
    if (settings.service_type) return allows({ service: settings.service_type, ...access })
    log.warn(
      'a token with access rules is refused: set service_type in [keystone_authtoken] to have them checked',
    )
    return false
  }

  return {
    uri: settings.www_authenticate_uri || (authUrl(credentials) ?? ''),
    identify: asking => identify(asking).catch(unlessUnavailable),
  }
}

function unlessUnavailable(error: unknown): never {
  if (!(error instanceof KeystoneError)) throw error
  throw new Fault('Unavailable', 'The Keystone service is temporarily unavailable.', { cause: error })
}

const nobody: Identity = { isConfirmed: false, headers: { 'x-identity-status': 'Invalid' } }

function alsoFrom({ serviceHeaders }: ValidToken, user: Identity): Identity {
  const status = { 'x-service-identity-status': 'Confirmed' }
  return { ...user, headers: { ...user.headers, ...status, ...serviceHeaders } }
}

function withoutService(user: Identity): Identity {
  const status = { 'x-service-identity-status': 'Invalid' }
  return { ...user, isConfirmed: false, headers: { ...user.headers, ...status } }
}

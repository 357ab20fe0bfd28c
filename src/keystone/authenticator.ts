import type { Logger } from 'pino'
import { Fault } from '../errors.ts'
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
  let isDown = false

  async function identify(asking: Asking): Promise<Identity> {
    const { userToken, serviceToken } = asking
    if (!serviceToken) return (await findUser(asking, userToken, false)) ?? nobody
    const service = await validate(serviceToken)
    const actsForUsers = service?.roles.some(role => serviceRoles.has(role)) ?? false
    const user = (await findUser(asking, userToken, actsForUsers)) ?? nobody
    const isValid = actsForUsers || !settings.service_token_roles_required
    return service && isValid ? alsoFrom(service, user) : withoutService(user)
  }

  async function findUser(
    asking: Asking,
    token: string | undefined,
    allowExpired: boolean,
  ): Promise<Identity | undefined> {
    const found = token ? await validate(token, allowExpired) : undefined
    return found && permits(found, asking) ? found.user : undefined
  }

  /** Tokens of an application credential may be for certain requests only. What a service asks on the way is not the user's
   * own request. */
  function permits({ allows }: ValidToken, { serviceToken, method, path }: Asking): boolean {
    if (allows === undefined) return true
    if (settings.service_type) {
      return serviceToken !== undefined || allows({ service: settings.service_type, method, path })
    }
    log.warn(
      'a token with access rules is refused: set service_type in [keystone_authtoken] to have them checked',
    )
    return false
  }

  function unavailable(error: KeystoneError): Fault {
    // Told once, not for every request.
    if (!isDown) log.error(error.message)
    isDown = true
    return new Fault('Unavailable', 'The Keystone service is temporarily unavailable.', { cause: error })
  }

  return {
    uri: settings.www_authenticate_uri || (authUrl(credentials) ?? ''),
    async identify(asking) {
      try {
        const identity = await identify(asking)
        if (isDown) log.info('Keystone answers again')
        isDown = false
        return identity
      } catch (error) {
        throw error instanceof KeystoneError ? unavailable(error) : error
      }
    },
  }
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

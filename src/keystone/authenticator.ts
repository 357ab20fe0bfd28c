import type { Logger } from 'pino'
import type { IdentityHeader } from '../../filters/identity-headers.ts'
import { Fault } from '../errors.ts'
import { authUrl } from './credentials.ts'
import { KeystoneError } from './errors.ts'
import type { AuthtokenSettings } from './options.ts'
import type { ValidToken } from './valid-token.ts'
import type { TokenValidator } from './validator.ts'

/** What a request says of itself. */
export interface Asking {
  readonly userToken: string | undefined
  /** Of a service that asks on the user's behalf. */
  readonly serviceToken: string | undefined
  readonly method: string
  readonly path: string
}

/** Who asks, as far as tokens tell. */
export interface Identity {
  readonly isConfirmed: boolean
  readonly headers: Readonly<Partial<Record<IdentityHeader, string>>>
  readonly catalog: ValidToken['catalog']
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
    const service = serviceToken ? await validate(serviceToken) : undefined
    const actsForUsers = service?.roles.some(role => serviceRoles.has(role)) ?? false
    const isService = service !== undefined && (actsForUsers || !settings.service_token_roles_required)
    const found = userToken ? await validate(userToken, { allowExpired: actsForUsers }) : undefined
    const user = found && permits(found, asking) ? found : undefined
    return {
      isConfirmed: user !== undefined && (isService || !serviceToken),
      catalog: user?.catalog,
      headers: {
        'x-identity-status': statusOf(user !== undefined),
        ...(serviceToken ? { 'x-service-identity-status': statusOf(isService) } : {}),
        ...user?.userHeaders,
        ...(user?.catalog ? { 'x-service-catalog': user.catalog.header } : {}),
        ...(isService ? service.serviceHeaders : {}),
      },
    }
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

function statusOf(isValid: boolean): string {
  return isValid ? 'Confirmed' : 'Invalid'
}

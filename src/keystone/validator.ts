import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { KeystoneError, saidBy } from './errors.ts'
import type { TokenSettings } from './options.ts'
import type { Session } from './session.ts'
import { readValidToken, type ValidToken } from './valid-token.ts'

/** Tells what a token is good for. */
export interface TokenValidator {
  /** Undefined for a token that Keystone does not know, has revoked, or that has ended and is not to be accepted so.
   * Throws a KeystoneError where Keystone cannot tell. */
  validate(token: string, allowExpired?: boolean): Promise<ValidToken | undefined>
}

type ValidatorSettings = Pick<TokenSettings, 'token_cache_time' | 'include_service_catalog'>

interface Known {
  readonly token: ValidToken
  /** By the clock of `performance.now()`, which never jumps. */
  readonly freshUntil: number
}

const most = { tokens: 10_000, bytes: 32 << 20 }

export function createValidator(session: Session, settings: ValidatorSettings, log: Logger): TokenValidator {
  const tellOutages = outageTeller(log)
  const cacheMilliseconds = settings.token_cache_time * 1000
  const cache = new LRUCache<string, Known>({ max: most.tokens, maxSize: most.bytes })
  const asking = new Map<string, Promise<ValidToken | undefined>>()

  async function ask(token: string, key: string, allowExpired: boolean): Promise<ValidToken | undefined> {
    const reply = await session.ask(`/auth/tokens${queryFor(settings, allowExpired)}`, {
      'X-Subject-Token': token,
      'OpenStack-Identity-Access-Rules': '1',
    })
    if (reply.status === 404) return undefined
    if (reply.status !== 200) throw new KeystoneError(`Keystone does not check tokens: ${saidBy(reply)}`)
    const found = readValidToken(reply.body)
    remember(key, found, reply.body.length)
    return found
  }

  function remember(key: string, token: ValidToken, size: number): void {
    const left = token.endsAt - Date.now()
    const milliseconds = left > 0 ? Math.min(left, cacheMilliseconds) : cacheMilliseconds
    if (milliseconds <= 0) return
    cache.set(key, { token, freshUntil: performance.now() + milliseconds }, { size })
  }

  function askOnce(token: string, key: string, allowExpired: boolean): Promise<ValidToken | undefined> {
    const question = allowExpired ? `${key}+` : key
    const under =
      asking.get(question) ??
      tellOutages(ask(token, key, allowExpired)).finally(() => asking.delete(question))
    asking.set(question, under)
    return under
  }

  return {
    async validate(token, allowExpired = false) {
      const key = hash('sha256', token, 'base64')
      const known = cache.get(key)
      const isFresh = known !== undefined && known.freshUntil > performance.now()
      const found = isFresh ? known.token : await askOnce(token, key, allowExpired)
      return found && (allowExpired || found.endsAt > Date.now()) ? found : undefined
    },
  }
}

function queryFor(settings: ValidatorSettings, allowExpired: boolean): string {
  const parts = [
    ...(settings.include_service_catalog ? [] : ['nocatalog']),
    ...(allowExpired ? ['allow_expired=1'] : []),
  ]
  return parts.length > 0 ? `?${parts.join('&')}` : ''
}

/** Tells the log when Keystone begins to fail and when it answers again, rather than of every question. */
function outageTeller(log: Logger) {
  let isDown = false
  return async <T>(answer: Promise<T>): Promise<T> => {
    try {
      const found = await answer
      if (isDown) log.info('Keystone answers again')
      isDown = false
      return found
    } catch (error) {
      if (error instanceof KeystoneError && !isDown) log.error(error.message)
      isDown ||= error instanceof KeystoneError
      throw error
    }
  }
}

import { access } from 'node:fs/promises'
import { authUrl } from './credentials.ts'
import { error, type Finding, warning } from './finding.ts'
import type { AuthtokenSettings, CredentialSettings, TokenSettings } from './options.ts'

/** What cannot be used, or has no effect. */
export async function aboutTokens(settings: AuthtokenSettings): Promise<readonly Finding[]> {
  const { token, credentials } = settings
  return [...aboutAddress(token, credentials), ...aboutRetired(token), ...(await aboutFiles(token))]
}

function aboutAddress(token: TokenSettings, credentials: CredentialSettings): readonly Finding[] {
  const address = authUrl(credentials)
  if (token.www_authenticate_uri || address === undefined) return []
  const message = `clients without a token are sent to ${address}`
  return [
    warning('www_authenticate_uri', message, 'add www_authenticate_uri = ADDRESS OF KEYSTONE FOR CLIENTS'),
  ]
}

/** What is read so that it can be told that it has no effect. */
function aboutRetired(settings: TokenSettings): readonly Finding[] {
  const { memcached_servers, enforce_token_bind, auth_version = '3' } = settings
  const isAskedFor = {
    memcached_servers: memcached_servers.length > 0,
    enforce_token_bind: !['disabled', 'permissive'].includes(enforce_token_bind),
    auth_version: !/^v?3(\.\d+)?$/.test(auth_version),
  }
  const keys = Object.keys(retired) as (keyof typeof retired)[]
  return keys.filter(key => isAskedFor[key]).map(key => warning(key, retired[key]))
}

const retired = {
  memcached_servers:
    'memcached is not used: each process keeps the tokens that it has seen in its own memory',
  enforce_token_bind: 'this has no effect: Keystone binds tokens to nothing any more',
  auth_version: 'version 3 is used: there is no other any more',
}

async function aboutFiles(settings: TokenSettings): Promise<readonly Finding[]> {
  const keys = ['cafile', 'certfile', 'keyfile'] as const
  const found = await Promise.all(keys.map(key => aboutFile(key, settings[key])))
  return found.flat()
}

async function aboutFile(key: string, file: string | undefined): Promise<readonly Finding[]> {
  if (!file) return []
  return access(file).then(
    () => [],
    (cause: Error) => [error(key, `${file} cannot be read: ${cause.message}`)],
  )
}

import { access } from 'node:fs/promises'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../config/diagnostic.ts'
import { nearest } from '../config/nearest.ts'
import { authTypes, authUrl } from './credentials.ts'
import type { AuthtokenSettings, CredentialSettings, TokenSettings } from './options.ts'

interface Finding {
  readonly severity: Diagnostic['severity']
  readonly key: string
  readonly message: string
  readonly hint?: string
}

/** What keeps the service from checking tokens, and what is doubtful. */
export async function diagnoseKeystone(
  config: Pick<Config, 'placeOf'>,
  settings: AuthtokenSettings,
): Promise<readonly Diagnostic[]> {
  const section = settings.token.auth_section || 'keystone_authtoken'
  const place = (group: string, key: string) => ({
    group,
    origin: config.placeOf(group, key) ?? config.placeOf(group),
  })
  if (isEmpty(settings) && !config.placeOf(section)) return [nothingSet(section)]
  const ofCredentials = aboutCredentials(settings.credentials)
  const ofTokens = [...aboutTokens(settings), ...(await aboutFiles(settings.token))]
  return [
    ...ofCredentials.map(finding => diagnostic(finding, place(section, finding.key))),
    ...ofTokens.map(finding => diagnostic(finding, place('keystone_authtoken', finding.key))),
  ]
}

function isEmpty({ credentials }: AuthtokenSettings): boolean {
  return authUrl(credentials) === undefined && !credentials.username && !credentials.application_credential_id
}

function diagnostic(finding: Finding, { group, origin }: Pick<Diagnostic, 'origin'> & { group: string }) {
  return {
    ...finding,
    code: 'CONFIG_KEYSTONE',
    group,
    // The line of a value that is wrong has its key in it; what is missing is told at the line of the section.
    mark: finding.key,
    ...(origin && { origin }),
  } as const
}

function nothingSet(section: string): Diagnostic {
  return {
    severity: 'error',
    code: 'CONFIG_KEYSTONE',
    message: `the filter authtoken needs a section [${section}], which no file has`,
    group: section,
    hint: `add to glance-api.conf:
    [${section}]
    auth_type = password
    auth_url = http://KEYSTONE:5000
    www_authenticate_uri = http://KEYSTONE:5000
    username = glance
    password = PASSWORD
    user_domain_name = Default
    project_name = service
    project_domain_name = Default
  or choose a flavor without keystone`,
  }
}

function aboutCredentials(settings: CredentialSettings): readonly Finding[] {
  const address = authUrl(settings)
  return [
    ...(address === undefined
      ? [missing('auth_url', 'where Keystone is', 'auth_url = http://KEYSTONE:5000')]
      : []),
    ...(address !== undefined && !isHttpUrl(address)
      ? [error('auth_url', `"${address}" is no http:// or https:// address`)]
      : []),
    ...aboutLogin(settings),
  ]
}

function aboutLogin(settings: CredentialSettings): readonly Finding[] {
  switch (settings.auth_type) {
    case 'password':
    case 'v3password':
      return [...aboutUser(settings), ...aboutPassword(settings), ...aboutScope(settings)]
    case 'v3applicationcredential':
      return aboutApplicationCredential(settings)
    default:
      return [unknownType(settings.auth_type)]
  }
}

function unknownType(type: string): Finding {
  const meant = nearest(type, authTypes)
  const all = `there are ${authTypes.slice(0, -1).join(', ')} and ${authTypes.at(-1)}`
  return error('auth_type', `there is no auth_type "${type}"`, meant ? `did you mean "${meant}"?` : all)
}

function aboutUser(settings: CredentialSettings): readonly Finding[] {
  if (settings.user_id) return []
  if (!settings.username) return [missing('username', 'as whom the service logs in', 'username = glance')]
  const hasDomain = settings.user_domain_id || settings.user_domain_name || defaultDomain(settings)
  return hasDomain ? [] : [assumedDomain('user')]
}

function aboutPassword({ password }: CredentialSettings): readonly Finding[] {
  return password ? [] : [missing('password', 'the password of the service')]
}

function aboutScope(settings: CredentialSettings): readonly Finding[] {
  const { project_id, project_name, domain_id, domain_name, system_scope, trust_id } = settings
  if (project_name && !project_id) {
    const domain = settings.project_domain_id || settings.project_domain_name || defaultDomain(settings)
    return domain ? [] : [assumedDomain('project')]
  }
  if (project_id || domain_id || domain_name || system_scope || trust_id) return []
  const message = 'the service logs in to no project, which Keystone lets check no tokens but its own'
  return [warning('project_name', message, 'project_name = service')]
}

function aboutApplicationCredential(settings: CredentialSettings): readonly Finding[] {
  const { application_credential_id: id, application_credential_name: name } = settings
  return [
    ...(id || name
      ? []
      : [missing('application_credential_id', 'as what application credential the service logs in')]),
    ...(settings.application_credential_secret
      ? []
      : [missing('application_credential_secret', 'the secret of the application credential')]),
    ...(name && !id ? aboutUser(settings) : []),
  ]
}

function aboutTokens({ token, credentials }: AuthtokenSettings): readonly Finding[] {
  const bind = token.enforce_token_bind
  const address = authUrl(credentials)
  return [
    ...(token.www_authenticate_uri || address === undefined
      ? []
      : [
          warning(
            'www_authenticate_uri',
            `clients without a token are sent to ${address}`,
            'www_authenticate_uri = address of Keystone for clients',
          ),
        ]),
    ...(token.memcached_servers.length > 0
      ? [
          warning(
            'memcached_servers',
            'memcached is not used: each process keeps the tokens that it has seen in its own memory',
          ),
        ]
      : []),
    ...(['disabled', 'permissive'].includes(bind)
      ? []
      : [
          warning('enforce_token_bind', `"${bind}" has no effect: Keystone binds tokens to nothing any more`),
        ]),
    ...(/^v?3(\.\d+)?$/.test(token.auth_version ?? '3')
      ? []
      : [warning('auth_version', 'version 3 is used: there is no other any more')]),
  ]
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

function defaultDomain({ default_domain_id, default_domain_name }: CredentialSettings): boolean {
  return Boolean(default_domain_id || default_domain_name)
}

function assumedDomain(of: 'user' | 'project'): Finding {
  const key = `${of}_domain_name`
  return warning(key, `the ${of} is looked for in the domain with the id "default"`, `${key} = Default`)
}

function missing(key: string, what: string, hint?: string): Finding {
  return error(key, `${key} is missing: it says ${what}`, hint && `add ${hint}`)
}

function error(key: string, message: string, hint?: string): Finding {
  return { severity: 'error', key, message, ...(hint ? { hint } : {}) }
}

function warning(key: string, message: string, hint?: string): Finding {
  return { severity: 'warning', key, message, ...(hint ? { hint } : {}) }
}

function isHttpUrl(text: string): boolean {
  return ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '')
}

import { nearest } from '../config/nearest.ts'
import { authTypes, authUrl } from './credentials.ts'
import { error, type Finding, missing, warning } from './finding.ts'
import type { CredentialSettings } from './options.ts'

/** What keeps the service from logging in, and what is taken for granted. */
export function aboutCredentials(settings: CredentialSettings): readonly Finding[] {
  return [...aboutAddress(authUrl(settings)), ...aboutLogin(settings)]
}

function aboutAddress(address: string | undefined): readonly Finding[] {
  if (address === undefined)
    return [missing('auth_url', 'where Keystone is', 'auth_url = http://KEYSTONE:5000')]
  return isHttpUrl(address) ? [] : [error('auth_url', `"${address}" is no http:// or https:// address`)]
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
  return [warning('project_name', message, 'add project_name = service')]
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

function defaultDomain({ default_domain_id, default_domain_name }: CredentialSettings): boolean {
  return Boolean(default_domain_id || default_domain_name)
}

function assumedDomain(of: 'user' | 'project'): Finding {
  const key = `${of}_domain_name`
  return warning(key, `the ${of} is looked for in the domain with the id "default"`, `add ${key} = Default`)
}

function isHttpUrl(text: string): boolean {
  return ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '')
}

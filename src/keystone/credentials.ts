import type { CredentialSettings } from './options.ts'

/** How the service can log in. */
export const authTypes = ['password', 'v3password', 'v3applicationcredential'] as const

/** Where Keystone is, as the settings say it; old ones say it in parts. */
export function authUrl(settings: CredentialSettings): string | undefined {
  const { auth_url: whole, auth_host: host, auth_port: port, auth_protocol: scheme } = settings
  if (whole) return whole
  if (!host) return undefined
  const prefix = settings.auth_admin_prefix?.replaceAll(/^\/+|\/+$/g, '')
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}${prefix ? `/${prefix}` : ''}`
}

/** The root of the Identity API v3 at an address that has a version, or none. */
export function identityUrl(address: string): string {
  return `${address.replace(/\/*$/, '').replace(/\/v[23](\.\d+)?$/, '')}/v3`
}

/** The body of `POST /v3/auth/tokens`. */
export function loginBody(settings: CredentialSettings): object {
  if (settings.auth_type === 'v3applicationcredential') {
    const methods = ['application_credential']
    return { auth: { identity: { methods, application_credential: applicationCredential(settings) } } }
  }
  const user = { ...userOf(settings), password: settings.password ?? '' }
  const scope = scopeOf(settings)
  return { auth: { identity: { methods: ['password'], password: { user } }, ...(scope && { scope }) } }
}

/** The domain that Keystone makes first, and that services are in. */
const firstDomain = { id: 'default' }

function applicationCredential(settings: CredentialSettings): object {
  const { application_credential_id: id, application_credential_name: name } = settings
  const secret = settings.application_credential_secret ?? ''
  return id ? { id, secret } : { name, secret, user: userOf(settings) }
}

function userOf(settings: CredentialSettings): object {
  const { user_id: id, username: name, user_domain_id, user_domain_name } = settings
  return id ? { id } : { name, domain: domainOf(settings, user_domain_id, user_domain_name) }
}

function scopeOf(settings: CredentialSettings): object | undefined {
  const { project_id, project_name, project_domain_id, project_domain_name } = settings
  const { domain_id, domain_name, system_scope, trust_id } = settings
  if (project_id) return { project: { id: project_id } }
  if (project_name) {
    const domain = domainOf(settings, project_domain_id, project_domain_name)
    return { project: { name: project_name, domain } }
  }
  if (domain_id) return { domain: { id: domain_id } }
  if (domain_name) return { domain: { name: domain_name } }
  if (system_scope) return { system: { [system_scope]: true } }
  return trust_id ? { 'OS-TRUST:trust': { id: trust_id } } : undefined
}

function domainOf(settings: CredentialSettings, id: string | undefined, name: string | undefined): object {
  if (id) return { id }
  if (name) return { name }
  const { default_domain_id, default_domain_name } = settings
  if (default_domain_id) return { id: default_domain_id }
  return default_domain_name ? { name: default_domain_name } : firstDomain
}

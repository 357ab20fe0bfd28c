import type { Values } from '../config/config.ts'
import { boolean, integer, list, optionGroup, port, text } from '../config/option.ts'

/** How the tokens of requests are checked. A key in the filter's own section wins. */
export const tokenOptions = optionGroup('keystone_authtoken', {
  www_authenticate_uri: text({
    deprecatedNames: ['auth_uri'],
    help: 'Address of Keystone that clients without a valid token are told. Unset: auth_url.',
    sample: 'http://keystone.example:5000',
  }),
  auth_section: text({ help: 'Section that the credentials stand in, where it is not this one.' }),
  delay_auth_decision: boolean({
    default: false,
    help: 'Whether requests without a valid token go on, marked as such, to what stands inwards of the filter.',
  }),
  token_cache_time: integer({
    default: 300,
    help: 'Seconds that Keystone is not asked again about a token; it is not heard of sooner that one has been revoked. 0 or less asks for every request.',
  }),
  include_service_catalog: boolean({
    default: true,
    help: 'Whether Keystone is asked for the service catalog of a token, too. Without it answers are smaller, and policies cannot see the catalog.',
  }),
  service_type: text({
    help: 'Type of this service in the catalog, which access rules of application credentials name. Unset, tokens that have such rules are refused.',
    sample: 'image',
  }),
  service_token_roles: list({
    default: ['service'],
    help: 'Roles of which X-Service-Token needs one, to be valid and to let a user token in that has ended.',
  }),
  service_token_roles_required: boolean({
    default: true,
    help: 'Whether X-Service-Token without such a role is invalid, rather than only of no use for tokens that have ended.',
  }),
  interface: text({
    default: 'internal',
    help: "Which of Keystone's endpoints in the catalog tokens are checked at: public, internal or admin.",
  }),
  region_name: text({ help: 'Region of that endpoint. Unset: any.' }),
  cafile: text({ help: 'PEM file of the certificate authorities that Keystone is checked against.' }),
  certfile: text({ help: 'PEM file of the certificate that Keystone is shown.' }),
  keyfile: text({ help: 'PEM file of its key. Unset: it is in certfile.' }),
  insecure: boolean({ default: false, help: "Do not check Keystone's certificate." }),
  http_connect_timeout: integer({
    min: 1,
    help: 'Seconds that an answer of Keystone may take. Unset: 60.',
  }),
  http_request_max_retries: integer({
    default: 3,
    min: 0,
    help: 'How often a connection to Keystone that fails is tried again.',
  }),
  memcached_servers: list({
    default: [],
    deprecatedNames: ['memcache_servers'],
    help: 'Not used: each process keeps the tokens that it has seen in its own memory.',
  }),
  enforce_token_bind: text({
    default: 'permissive',
    help: 'Not used: Keystone issues no tokens that are bound to a way of logging in.',
  }),
  auth_version: text({ help: 'Not used: version 3 is the only one there is.' }),
})

/** Who the service itself is for Keystone. */
export const credentialOptions = optionGroup('keystone_authtoken', {
  auth_type: text({
    default: 'password',
    deprecatedNames: ['auth_plugin'],
    help: 'How the service logs in: password, v3password or v3applicationcredential.',
  }),
  auth_url: text({
    deprecatedNames: ['identity_uri'],
    help: 'Address of Keystone, with or without /v3.',
    sample: 'http://keystone.example:5000',
  }),
  username: text({ deprecatedNames: ['user_name', 'admin_user'], help: 'User of the service.' }),
  user_id: text({ help: 'Its id, in place of name and domain.' }),
  password: text({ secret: true, deprecatedNames: ['admin_password'], help: 'Its password.' }),
  user_domain_name: text({ help: 'Domain of the user, by name.' }),
  user_domain_id: text({ help: 'Domain of the user, by id.' }),
  project_name: text({
    deprecatedNames: ['tenant_name', 'admin_tenant_name'],
    help: 'Project of the service.',
    sample: 'service',
  }),
  project_id: text({ deprecatedNames: ['tenant_id'], help: 'Its id, in place of name and domain.' }),
  project_domain_name: text({ help: 'Domain of the project, by name.' }),
  project_domain_id: text({ help: 'Domain of the project, by id.' }),
  default_domain_name: text({ help: 'Domain of user and project where they name none.' }),
  default_domain_id: text({ help: 'The same by id.' }),
  domain_name: text({ help: 'Domain to log in to in place of a project.' }),
  domain_id: text({ help: 'The same by id.' }),
  system_scope: text({ help: 'all: log in to the system in place of a project.' }),
  trust_id: text({ help: 'Trust to log in by in place of a project.' }),
  application_credential_id: text({ help: 'Application credential, for v3applicationcredential.' }),
  application_credential_name: text({ help: 'Its name, in place of the id, together with the user.' }),
  application_credential_secret: text({ secret: true, help: 'Its secret.' }),
  auth_protocol: text({
    default: 'https',
    help: 'Scheme of an auth_url in parts, as files of 2012 have it.',
  }),
  auth_host: text({ help: 'Host of an auth_url in parts.' }),
  auth_port: port({ default: 35357, help: 'Port of an auth_url in parts.' }),
  auth_admin_prefix: text({ help: 'Path of an auth_url in parts.' }),
})

/** All that the section of the filter may hold. */
export const authtokenOptions = optionGroup('keystone_authtoken', {
  ...tokenOptions.options,
  ...credentialOptions.options,
})

export type TokenSettings = Values<typeof tokenOptions.options>
export type CredentialSettings = Values<typeof credentialOptions.options>

/** What the filter goes by: its section, and the configuration where that is silent. */
export interface AuthtokenSettings {
  readonly token: TokenSettings
  readonly credentials: CredentialSettings
}

import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../config/diagnostic.ts'
import { authUrl } from './credentials.ts'
import { aboutCredentials } from './diagnose-credentials.ts'
import { aboutTokens } from './diagnose-tokens.ts'
import type { Finding } from './finding.ts'
import type { AuthtokenSettings } from './options.ts'

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
  const ofTokens = await aboutTokens(settings)
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

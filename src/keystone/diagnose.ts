import type { Config } from '../config/config.ts'
import type { Diagnostic, Origin } from '../config/diagnostic.ts'
import { placeOfOption } from '../config/option-place.ts'
import { authUrl } from './credentials.ts'
import { aboutCredentials } from './diagnose-credentials.ts'
import { aboutTokens } from './diagnose-tokens.ts'
import type { Finding } from './finding.ts'
import type { AuthtokenSettings } from './options.ts'

/** What keeps the service from checking tokens, and what is doubtful. `own` says where keys stand that are in the filter's own
 * section. */
export async function diagnoseKeystone(
  config: Pick<Config, 'placeOf'>,
  settings: AuthtokenSettings,
  own: ReadonlyMap<string, Origin> = new Map(),
): Promise<readonly Diagnostic[]> {
  const section = settings.token.auth_section || 'keystone_authtoken'
  if (isEmpty(settings) && !config.placeOf(section)) return [nothingSet(section)]
  const locate = (group: string) => (finding: Finding) => {
    const origin = own.get(finding.key)
    if (origin) return diagnostic(finding, { origin })
    return diagnostic(finding, placeOfOption(config, group, finding.key))
  }
  return [
    ...aboutCredentials(settings.credentials).map(locate(section)),
    ...(await aboutTokens(settings)).map(locate('keystone_authtoken')),
  ]
}

function isEmpty({ credentials }: AuthtokenSettings): boolean {
  return authUrl(credentials) === undefined && !credentials.username && !credentials.application_credential_id
}

function diagnostic(finding: Finding, { group, origin }: Pick<Diagnostic, 'group' | 'origin'>): Diagnostic {
  return {
    ...finding,
    code: 'CONFIG_KEYSTONE',
    // The line of a value that is wrong has its key in it; what is missing is told at the line of the section.
    mark: finding.key,
    ...(group && { group }),
    ...(origin && { origin }),
  }
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

import { type Claim, type IdentityHeader, olderHeaders } from '../../filters/identity/identity-headers.ts'
import { type Allows, compileRules } from './access-rules.ts'
import { type Catalog, type CatalogService, noToken, readToken, type TokenDocument } from './documents.ts'

/** A token that Keystone has told about, made ready for many requests. */
export interface ValidToken {
  /** Milliseconds since 1970. */
  readonly endsAt: number
  readonly roles: readonly string[]
  /** Its owner as the user of a request. */
  readonly user: Identity
  /** Headers of its owner as the service that sends the request. */
  readonly serviceHeaders: Headers
  /** Undefined: everything is allowed. */
  readonly allows: Allows | undefined
}

/** Who asks, as far as tokens tell. */
export interface Identity {
  readonly isConfirmed: boolean
  readonly headers: Headers
  readonly catalog?: { readonly header: string; readonly services: readonly unknown[] }
}

export type Headers = Readonly<Partial<Record<IdentityHeader, string>>>

/** Reads an answer to `GET /v3/auth/tokens`. Throws a KeystoneError for one that tells of no token. */
export function readValidToken(body: string): ValidToken {
  const token = readToken(body)
  try {
    return makeReady(token)
  } catch (cause) {
    throw noToken({ cause })
  }
}

function makeReady(token: TokenDocument): ValidToken {
  const rules = token.application_credential?.access_rules
  const claims = claimsOf(token)
  return {
    endsAt: Date.parse(token.expires_at),
    roles: rolesOf(token),
    user: userOf(token, claims),
    serviceHeaders: serviceHeaders(claims),
    allows: rules ? compileRules(rules) : undefined,
  }
}

type Claims = readonly (readonly [Claim, string])[]

function claimsOf(token: TokenDocument): Claims {
  const { user, project, domain } = token
  const all: Partial<Record<Claim, string | undefined>> = {
    'user-id': user.id,
    'user-name': user.name,
    'user-domain-id': user.domain.id,
    'user-domain-name': user.domain.name,
    'project-id': project?.id,
    'project-name': project?.name,
    'project-domain-id': project?.domain.id,
    'project-domain-name': project?.domain.name,
    'domain-id': domain?.id,
    'domain-name': domain?.name,
    roles: rolesOf(token).join(','),
  }
  return Object.entries(all).flatMap(([claim, value]) =>
    value === undefined ? [] : [[claim as Claim, value] as const],
  )
}

function rolesOf({ roles = [] }: TokenDocument): readonly string[] {
  return roles.map(({ name }) => name)
}

function userOf(token: TokenDocument, claims: Claims): Identity {
  const headers = userHeaders(token, claims)
  if (!token.catalog) return { isConfirmed: true, headers }
  const catalog = flatten(token.catalog)
  return { isConfirmed: true, headers: { ...headers, 'x-service-catalog': catalog.header }, catalog }
}

function userHeaders(token: TokenDocument, claims: Claims): Headers {
  const headers: Partial<Record<IdentityHeader, string>> = {
    'x-identity-status': 'Confirmed',
    'x-is-admin-project': token.is_admin_project === false ? 'False' : 'True',
  }
  for (const [claim, value] of claims) headers[`x-${claim}`] = value
  for (const [older, name] of Object.entries(olderHeaders)) {
    const value = headers[name]
    if (value !== undefined) headers[older as keyof typeof olderHeaders] = value
  }
  if (token.system?.all) headers['openstack-system-scope'] = 'all'
  return headers
}

function serviceHeaders(claims: Claims): Headers {
  return Object.fromEntries(claims.map(([claim, value]) => [`x-service-${claim}`, value]))
}

/** The form that `X-Service-Catalog` has had since version 2: the endpoints of a region together. */
function flatten(catalog: Catalog): NonNullable<Identity['catalog']> {
  const services = catalog.map(flattenService)
  return { header: JSON.stringify(services), services }
}

function flattenService({ type, name, endpoints = [] }: CatalogService): object {
  const regions = new Map<string, Record<string, string>>()
  for (const { region, interface: kind, url } of endpoints) {
    const key = region ?? ''
    const place = regions.get(key) ?? (region ? { region } : {})
    regions.set(key, place)
    place[`${kind.toLowerCase()}URL`] = url
  }
  return { type, ...(name === undefined ? {} : { name }), endpoints: [...regions.values()] }
}

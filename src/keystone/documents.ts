import { KeystoneError } from './errors.ts'

/** What Keystone tells of a token; only what is read here. */
export interface TokenDocument {
  readonly expires_at: string
  readonly user: Named & { readonly domain: Named }
  readonly project?: Named & { readonly domain: Named }
  readonly domain?: Named
  readonly system?: { readonly all?: boolean }
  readonly roles?: readonly Named[]
  readonly is_admin_project?: boolean
  readonly catalog?: Catalog
  readonly application_credential?: { readonly access_rules?: readonly AccessRule[] | null }
}

export interface Named {
  readonly id: string
  readonly name: string
}

export type Catalog = readonly CatalogService[]

export interface CatalogService {
  readonly type: string
  readonly name?: string
  readonly endpoints?: readonly CatalogEndpoint[]
}

export interface CatalogEndpoint {
  readonly interface: string
  readonly url: string
  readonly region?: string | null
  readonly region_id?: string | null
}

export interface AccessRule {
  readonly service: string
  readonly method: string
  readonly path: string
}

/** Takes an answer of `/v3/auth/tokens` apart. */
export function readToken(body: string): TokenDocument {
  const token = parse(body)?.token as Partial<TokenDocument> | undefined
  if (typeof token?.expires_at === 'string' && !Number.isNaN(Date.parse(token.expires_at)) && token.user) {
    return token as TokenDocument
  }
  throw noToken()
}

export function noToken(options?: ErrorOptions): KeystoneError {
  return new KeystoneError('Keystone has answered with something that is no token', options)
}

/** The first endpoint that fits. */
export function findEndpoint(
  catalog: Catalog,
  wanted: { readonly type: string; readonly interface: string; readonly region: string | undefined },
): string | undefined {
  return catalog
    .filter(({ type }) => type === wanted.type)
    .flatMap(({ endpoints = [] }) => endpoints)
    .filter(({ interface: kind }) => kind === wanted.interface.replace(/URL$/, ''))
    .find(({ region, region_id }) => !wanted.region || [region, region_id].includes(wanted.region))?.url
}

function parse(body: string): { readonly token?: unknown } | null | undefined {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** What a token says of its owner; each is an `X-…` header for the user and an `X-Service-…` header for a service that asks
 * on the user's behalf. */
const claims = [
  'user-id',
  'user-name',
  'user-domain-id',
  'user-domain-name',
  'project-id',
  'project-name',
  'project-domain-id',
  'project-domain-name',
  'domain-id',
  'domain-name',
  'roles',
] as const

/** Names of past releases, and what they stand for. */
export const olderHeaders = {
  'x-user': 'x-user-name',
  'x-tenant': 'x-project-name',
  'x-tenant-id': 'x-project-id',
  'x-tenant-name': 'x-project-name',
  'x-role': 'x-roles',
} as const

const others = [
  'x-identity-status',
  'x-service-identity-status',
  'x-is-admin-project',
  'x-service-catalog',
  'openstack-system-scope',
] as const

export type Claim = (typeof claims)[number]

export type IdentityHeader =
  | `x-${Claim}`
  | `x-service-${Claim}`
  | keyof typeof olderHeaders
  | (typeof others)[number]

/** Every header that says who asks: only an authenticating filter, or a proxy that is trusted, may set them. */
export const identityHeaders: ReadonlySet<string> = new Set<IdentityHeader>([
  ...claims.map(claim => `x-${claim}` as const),
  ...claims.map(claim => `x-service-${claim}` as const),
  ...(Object.keys(olderHeaders) as (keyof typeof olderHeaders)[]),
  ...others,
])

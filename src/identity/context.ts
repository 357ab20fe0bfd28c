import { requestKey } from '../../paste/keys.ts'

/** Who asks, as the filters in front of the image app established it. */
export interface RequestContext {
  /** `req-<uuid>`, or what the client sent. */
  readonly requestId: string
  readonly userId: string | null
  readonly projectId: string | null
  readonly userDomainId: string | null
  readonly projectDomainId: string | null
  readonly systemScope: string | null
  /** Lower-cased. */
  readonly roles: readonly string[]
  readonly serviceRoles: readonly string[]
  readonly isAdmin: boolean
  /** Anonymous callers may look, not touch. */
  readonly readOnly: boolean
  readonly authToken: string | null
  readonly serviceCatalog: readonly unknown[]
}

export const requestContext = requestKey<RequestContext>('request context')

/** Nobody in particular, with no rights at all. */
export const nobody: Omit<RequestContext, 'requestId'> = {
  userId: null,
  projectId: null,
  userDomainId: null,
  projectDomainId: null,
  systemScope: null,
  roles: [],
  serviceRoles: [],
  isAdmin: false,
  readOnly: false,
  authToken: null,
  serviceCatalog: [],
}

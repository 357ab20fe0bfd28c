import type { RequestContext } from '../../../src/identity/context.ts'

/** Somebody without roles, unless said otherwise. */
export function caller(context: Partial<RequestContext> = {}): RequestContext {
  return {
    requestId: 'req-test',
    userId: 'u1',
    projectId: 'p1',
    userDomainId: null,
    projectDomainId: null,
    systemScope: null,
    roles: [],
    serviceRoles: [],
    isAdmin: false,
    readOnly: false,
    authToken: null,
    serviceCatalog: [],
    ...context,
  }
}

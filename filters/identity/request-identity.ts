import { randomUUID } from 'node:crypto'
import type { Request } from 'express'
import { requestKey } from '../../paste/keys.ts'
import type { Filter, Globals } from '../../paste/types.ts'
import { Fault } from '../../src/errors.ts'
import { answerFault } from '../../src/fault-answer.ts'
import { type RequestContext, requestContext } from '../../src/identity/context.ts'
import { requestScope } from '../../src/services.ts'
import type { IdentityHeader } from './identity-headers.ts'

/** Makes the caller known to what is inside and to the log, and the request's id to the client; answers where `contextOf`
 * throws a fault. */
export async function establish(
  globals: Globals,
  contextOf: (req: Request) => RequestContext,
): Promise<Filter> {
  const runInRequest = await globals.borrow(requestScope)
  return (req, res, next) => {
    let context: RequestContext
    try {
      context = contextOf(req)
    } catch (error) {
      if (error instanceof Fault) return answerFault(req, res, error)
      throw error
    }
    requestContext.set(req, context)
    res.setHeader('x-openstack-request-id', context.requestId)
    return runInRequest(context, next)
  }
}

/** The id under which this request is known: the client's own, if it sent one that is not too long, else a new one. Blanks,
 * control characters and letters beyond ASCII would let a client write into the log what looks like lines of ours. */
export function requestIdOf(req: Request, maxLength: number): string {
  const sent = headerOf(req, 'x-openstack-request-id')
  if (!sent) return newRequestId()
  if (maxLength > 0 && sent.length > maxLength) {
    throw new Fault('HeaderTooLarge', `x-openstack-request-id is too long, max size ${maxLength}`)
  }
  if (!/^[!-~]+$/.test(sent)) return newRequestId()
  return sent.startsWith('req-') ? sent : `req-${sent}`
}

export function newRequestId(): string {
  return `req-${randomUUID()}`
}

/** Who the headers say is asking: those that authtoken sets, or a proxy that authenticates. */
export function identityOf(req: Request): Omit<RequestContext, 'requestId' | 'isAdmin'> {
  return {
    userId: headerOf(req, 'x-user-id', 'x-user'),
    projectId: headerOf(req, 'x-project-id', 'x-tenant-id', 'x-tenant'),
    userDomainId: headerOf(req, 'x-user-domain-id'),
    projectDomainId: headerOf(req, 'x-project-domain-id'),
    systemScope: headerOf(req, 'openstack-system-scope'),
    roles: rolesOf(headerOf(req, 'x-roles', 'x-role')),
    serviceRoles: rolesOf(headerOf(req, 'x-service-roles')),
    readOnly: false,
    authToken: headerOf(req, 'x-auth-token'),
    serviceCatalog: catalogOf(req, headerOf(req, 'x-service-catalog')),
  }
}

type KnownHeader = IdentityHeader | 'x-auth-token' | 'x-openstack-request-id'

/** The first of these headers that is there and not empty. */
function headerOf(req: Request, ...names: readonly KnownHeader[]): string | null {
  for (const name of names) {
    const value = req.headers[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

function rolesOf(text: string | null): readonly string[] {
  return (text ?? '')
    .split(',')
    .map(role => role.trim().toLowerCase())
    .filter(role => role !== '')
}

/** The catalog that a header holds as JSON, as the filter read it that has set the header: it is long. */
export const readCatalog = requestKey<{ readonly header: string; readonly services: readonly unknown[] }>(
  'service catalog',
)

function catalogOf(req: Request, text: string | null): readonly unknown[] {
  if (text === null) return []
  const read = readCatalog.peek(req)
  if (read?.header === text) return read.services
  try {
    const catalog: unknown = JSON.parse(text)
    if (Array.isArray(catalog)) return catalog
  } catch {
    // Told below, as for JSON of another kind.
  }
  throw new Fault('Unexpected', 'Invalid service catalog json.')
}

import { nobody, type RequestContext } from '../../../src/identity/context.ts'

/** Somebody without roles, unless said otherwise. */
export function caller(context: Partial<RequestContext> = {}): RequestContext {
  return { ...nobody, requestId: 'req-test', userId: 'u1', projectId: 'p1', ...context }
}

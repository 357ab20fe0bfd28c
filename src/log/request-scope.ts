import { AsyncLocalStorage } from 'node:async_hooks'

/** What the log says about the request that a line belongs to. A request context fits as it is. */
export interface RequestFields {
  readonly requestId: string
  /** The id that a client, or a service in front, gave to all that it asks for. */
  readonly globalRequestId?: string | null
  readonly userId?: string | null
  readonly projectId?: string | null
  readonly domainId?: string | null
  readonly systemScope?: string | null
  readonly userDomainId?: string | null
  readonly projectDomainId?: string | null
}

const scope = new AsyncLocalStorage<RequestFields>()

/** Every line that is logged by `run`, and by all that it starts, belongs to this request. */
export function runInRequest<T>(fields: RequestFields, run: () => T): T {
  return scope.run(fields, run)
}

/** Lines that are logged by `run` belong to no request. */
export function runOutsideRequests<T>(run: () => T): T {
  return scope.exit(run)
}

export function currentRequest(): RequestFields | undefined {
  return scope.getStore()
}

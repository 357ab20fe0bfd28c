import type { Request } from 'express'
import type { Eventually, Globals, ServiceKey } from './types.ts'

/** A place on the request that only holders of the key can read or write. */
export interface RequestKey<T> {
  readonly name: string
  set(req: Request, value: T): void
  /** The value, or an error that names the key when nothing outwards has set it. */
  get(req: Request): T
  /** The value, or undefined when nothing has set it. */
  peek(req: Request): T | undefined
}

/** Makes a key. Two of the same name are two places on the request, though `requires` and `provides` go by the name. */
export function requestKey<T>(name: string): RequestKey<T> {
  const slot = Symbol(name)
  const read = (req: Request) => (req as unknown as Record<symbol, T | undefined>)[slot]
  return {
    name,
    set(req, value) {
      ;(req as unknown as Record<symbol, T>)[slot] = value
    },
    get(req) {
      const value = read(req)
      if (value === undefined) {
        throw new Error(`nothing has set "${name}" on this request: is its filter missing from the pipeline?`)
      }
      return value
    },
    peek: read,
  }
}

/** Makes a key. Without `open` the service has to be lent. */
export function serviceKey<T>(
  name: string,
  how: { open?: (globals: Globals) => Eventually<T>; close?: (service: T) => Eventually<void> } = {},
): ServiceKey<T> {
  return { name, ...how }
}

/** A service that a program lends, under its key. */
export interface Loan {
  readonly key: ServiceKey<unknown>
  readonly service: unknown
}

/** Lends a service, or one that is still being opened. */
export function lend<T>(key: ServiceKey<T>, service: Eventually<T>): Loan {
  return { key: key as ServiceKey<unknown>, service }
}

import type { IncomingHttpHeaders } from 'node:http'
import type { Request, Response } from 'express'
import { defineFilter } from '../paste/options/define-filter.ts'
import { Fault } from '../src/errors.ts'
import { answerFault } from '../src/fault-answer.ts'
import { authtokenOptions, credentialOptions, tokenOptions } from '../src/keystone/options.ts'
import { keystone } from '../src/services.ts'
import { identityHeaders } from './identity/identity-headers.ts'
import { readCatalog } from './identity/request-identity.ts'
import { completeOptions, sectionOptions } from './settings/section-options.ts'

/** Asks Keystone whose the tokens of a request are, and says so in its identity headers; no client can set those. */
export const factory = defineFilter({
  ...sectionOptions(authtokenOptions),
  async create(own, globals) {
    const token = await completeOptions(own, globals, tokenOptions)
    const credentials = await completeOptions(own, globals, credentialOptions, token.auth_section)
    const authenticator = await (await globals.borrow(keystone)).open({ token, credentials })
    const challenge = `Keystone uri="${authenticator.uri}"`

    return async (req, res, next) => {
      const { headers } = req
      removeIdentity(headers)
      challengeWhenUnauthorized(res, challenge)
      try {
        const identity = await authenticator.identify({
          userToken: tokenIn(headers, 'x-auth-token') ?? tokenIn(headers, 'x-storage-token'),
          serviceToken: tokenIn(headers, 'x-service-token'),
          method: req.method,
          path: pathOf(req),
        })
        if (!identity.isConfirmed && !token.delay_auth_decision) return refuse(res)
        Object.assign(headers, identity.headers)
        if (identity.catalog) readCatalog.set(req, identity.catalog)
      } catch (error) {
        if (error instanceof Fault) return answerFault(req, res, error)
        throw error
      }
      return next()
    }
  },
})

function removeIdentity(headers: IncomingHttpHeaders): void {
  for (const name of Object.keys(headers)) if (identityHeaders.has(name)) delete headers[name]
}

function tokenIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return (typeof value === 'string' && value.trim()) || undefined
}

/** As the filters outwards have left it. */
function pathOf({ baseUrl, url }: Request): string {
  const [path = ''] = url.split('?', 1)
  return baseUrl + path
}

/** Whoever answers 401: the client learns where to log in. */
function challengeWhenUnauthorized(res: Response, challenge: string): void {
  // Node's method is heavily overloaded; here its arguments only pass through.
  const writeHead = res.writeHead as (...args: unknown[]) => Response
  res.writeHead = (...args: unknown[]) => {
    if (args[0] === 401) res.appendHeader('WWW-Authenticate', challenge)
    return writeHead.apply(res, args)
  }
}

const refusal = JSON.stringify({
  error: {
    code: 401,
    title: 'Unauthorized',
    message: 'The request you have made requires authentication.',
  },
})

function refuse(res: Response): void {
  res.writeHead(401, { 'Content-Type': 'application/json', 'Content-Length': refusal.length }).end(refusal)
}

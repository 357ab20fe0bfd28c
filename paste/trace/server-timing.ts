import type { Response } from 'express'
import { measure, OwnTime } from './own-time.ts'
import type { Trace } from './trace.ts'

/** A `Server-Timing` header with the time spent in each part until the headers left: browsers show it. */
export function serverTiming(): Trace {
  return {
    begin(names, _req, res) {
      const own = new OwnTime()
      beforeHeaders(res, () => {
        const entries = names.flatMap((name, at) => {
          const ms = own.of(at)
          return ms === undefined ? [] : [`${toToken(name)};dur=${Number(ms.toFixed(3))}`]
        })
        res.appendHeader('Server-Timing', entries.join(', '))
      })
      return measure(own)
    },
  }
}

const toToken = (name: string) => name.replace(/[^\w!#$%&'*+.^`|~-]/g, '_') || '_'

function beforeHeaders(res: Response, act: () => void): void {
  // An overloaded method, whose arguments only pass through.
  const writeHead = res.writeHead as (...args: unknown[]) => Response
  res.writeHead = ((...args: unknown[]) => {
    if (!res.headersSent) act()
    return writeHead.apply(res, args)
  }) as Response['writeHead']
}

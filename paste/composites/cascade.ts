import type { Request } from 'express'
import { composePipeline } from '../run/pipeline.ts'
import { inPlaceOf } from '../run/turn.ts'
import type { App, CompositeFactory, Next } from '../types.ts'
import { interceptAnswer } from './intercept-answer.ts'
import { readStatuses } from './statuses.ts'

/**
 * `paste.composite_factory` that asks apps in turn (keys `app…`, in alphabetical order) until one answers with a
 * status that is not in `catch`, by default 404: `egg:Paste#cascade`. An app that passes on counts as not found;
 * one that has read the request's body has the last word, since there is nothing left to read for the next.
 */
export const cascade: CompositeFactory = async (loader, _globals, { catch: caught = '404', ...named }) => {
  const apps: App[] = []
  for (const key of Object.keys(named).sort()) {
    const name = named[key] ?? ''
    if (!key.startsWith('app')) {
      throw new Error(
        `Bad configuration key '${key}' (='${name}'); all configuration keys must start with 'app'`,
      )
    }
    apps.push(composePipeline([], await loader.app(name)))
  }
  const last = apps.pop()
  if (last === undefined) throw new Error('a cascade needs at least one key that starts with "app"')
  return apps.reduceRight((after, app) => orElse(app, readStatuses(caught), after), last)
}

/** `app`, and where that has nothing to say, `after`. */
function orElse(app: App, caught: ReadonlySet<number>, after: App): App {
  return (req, res, next) => {
    const { url, baseUrl } = req
    const goOn = () => {
      Object.assign(req, { url, baseUrl })
      return after(req, res, next)
    }
    const release = interceptAnswer(res, status => caught.has(status) && !hasReadBody(req), goOn)
    return app(req, res, inPlaceOf(next, decide))

    function decide(error?: unknown): ReturnType<Next> {
      release()
      if (error && !caught.has(statusOf(error))) return next(error)
      return goOn() as ReturnType<Next>
    }
  }
}

const hasReadBody = (req: Request) => req.readableDidRead && !isBodyless(req)

const isBodyless = ({ headers }: Request) =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0

function statusOf(error: unknown): number {
  const { status, statusCode } = error as Partial<Record<'status' | 'statusCode', number>>
  return status ?? statusCode ?? 500
}

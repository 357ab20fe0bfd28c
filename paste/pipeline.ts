import { embed, mountable } from './host.ts'
import { Passage } from './passage.ts'
import { isOfPipeline } from './turn.ts'
import type { App, Filter, Wrap } from './types.ts'

export type Part = { readonly filter: Filter } | { readonly wrap: Wrap }

/**
 * Filters around an app, outermost first, composed once into one handler. It runs in Express 4 and 5, in plain
 * `http.createServer`, and as part of another pipeline. What `next()` gives to a filter settles when everything
 * inwards has answered, passed the request on, or thrown; see docs/write-a-filter.md.
 */
export function composePipeline(parts: readonly Part[], app: App): App {
  let inner = app
  let filters: Filter[] = []
  for (const part of parts.toReversed()) {
    if ('filter' in part) {
      filters.unshift(part.filter)
    } else {
      inner = part.wrap(runInside([...filters, inner]))
      filters = []
    }
  }
  const pipeline = mountable(runOutermost([...filters, inner]))
  pipelines.add(pipeline)
  return pipeline
}

const pipelines = new WeakSet<App>()

/** For whoever calls it by itself, as a wrap does: the result can be awaited. */
function runInside(parts: readonly App[]): App {
  const handlers = parts.map(embed)
  return function pipeline(req, res, next) {
    const passage = new Passage(handlers, req, res, next)
    passage.start()
    return passage
  }
}

/** For Express, which is to see no promise, and for another pipeline, which understands the result. */
function runOutermost(parts: readonly App[]): App {
  const [only] = parts
  if (parts.length === 1 && only && pipelines.has(only)) return (req, res, next) => only(req, res, next)
  const handlers = parts.map(embed)
  return function pipeline(req, res, next) {
    const passage = new Passage(handlers, req, res, next)
    passage.start()
    return isOfPipeline(next) ? passage : undefined
  }
}

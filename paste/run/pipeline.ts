import type { Trace } from '../trace/trace.ts'
import type { App, Filter, Wrap } from '../types.ts'
import { embed, mountable } from './host.ts'
import { type Line, lineOf, Passage, titled } from './passage.ts'
import { isOfPipeline } from './turn.ts'

/** One filter of a pipeline, as a middleware or in the WSGI manner. */
export type Part = ({ readonly filter: Filter } | { readonly wrap: Wrap }) & {
  /** What traces call it. */
  readonly name?: string
  /** Looks into the pipelines of this part. */
  readonly trace?: Trace
}

/** Lets everything pass. A filter factory gives it where there is nothing to do: a pipeline leaves it out, so that it costs
 * nothing. */
export const passOn: Filter = (_req, _res, next) => next()

/**
 * Filters around an app, outermost first, composed once into one handler. It runs in Express 4 and 5, in plain
 * `http.createServer`, and as part of another pipeline. What `next()` gives to a filter settles when everything
 * inwards has answered, passed the request on, or thrown; see docs/write-a-filter.md.
 */
export function composePipeline(parts: readonly Part[], app: App, appName = app.name): App {
  const trace = parts.find(part => part.trace)?.trace
  const places = parts.map(place).filter(({ part }) => trace || !isIdle(part))
  if (places.length === 0 && pipelines.has(app)) return (req, res, next) => app(req, res, next)
  const line = places.reduceRight(prepend, lineOf(app, appName, trace))
  const [alone] = places.length === 0 ? line.handlers : []
  const pipeline = mountable((req, res, next) => {
    // Nothing stands between it and the end of an outer pipeline: then it has the last turn there, and needs none of its own.
    if (alone && next === req.next && isOfPipeline(next)) return alone(req, res, next)
    const passage = new Passage(line, req, res, next).start()
    // Express is to see no promise; another pipeline understands this one.
    return isOfPipeline(next) ? passage : undefined
  })
  pipelines.add(pipeline)
  return pipeline
}

const pipelines = new WeakSet<App>()

interface Place {
  readonly part: Part
  readonly name: string
  /** What errors call it. */
  readonly title: string
}

function place(part: Part, index: number): Place {
  const { name = ('filter' in part ? part.filter : part.wrap).name } = part
  return { part, name, title: titled(`filter ${index + 1}`, name) }
}

function isIdle(part: Part): boolean {
  return 'filter' in part && part.filter === passOn
}

function prepend(line: Line, { part, name, title }: Place): Line {
  const { handlers, names, titles, trace } = line
  if ('filter' in part) {
    return {
      handlers: [embed(part.filter), ...handlers],
      names: [name, ...names],
      titles: [title, ...titles],
      trace,
    }
  }
  // A wrap calls the app inwards by itself, and is the app of what stands outwards.
  const inner: App = (req, res, next) => new Passage(line, req, res, next).start()
  return { ...lineOf(part.wrap(inner), name, trace), titles: [title] }
}

import type { App, Filter, Wrap } from '../types.ts'
import { embed, mountable } from './host.ts'
import { type Line, Passage } from './passage.ts'
import type { Trace } from './trace.ts'
import { isOfPipeline } from './turn.ts'

export type Part = ({ readonly filter: Filter } | { readonly wrap: Wrap }) & {
  /** What traces call it. */
  readonly name?: string
  /** Looks into the pipelines of this part. */
  readonly trace?: Trace
}

/**
 * Filters around an app, outermost first, composed once into one handler. It runs in Express 4 and 5, in plain
 * `http.createServer`, and as part of another pipeline. What `next()` gives to a filter settles when everything
 * inwards has answered, passed the request on, or thrown; see docs/write-a-filter.md.
 */
export function composePipeline(parts: readonly Part[], app: App, appName = app.name): App {
  if (parts.length === 0 && pipelines.has(app)) return (req, res, next) => app(req, res, next)
  const trace = parts.find(part => part.trace)?.trace
  const innermost: Line = { handlers: [embed(app)], names: [appName], trace }
  const line = parts.reduceRight(prepend, innermost)
  const pipeline = mountable((req, res, next) => {
    const passage = new Passage(line, req, res, next).start()
    // Express is to see no promise; another pipeline understands this one.
    return isOfPipeline(next) ? passage : undefined
  })
  pipelines.add(pipeline)
  return pipeline
}

const pipelines = new WeakSet<App>()

function prepend(line: Line, part: Part): Line {
  const { trace } = line
  const { name = ('filter' in part ? part.filter : part.wrap).name } = part
  if ('filter' in part) {
    return { handlers: [embed(part.filter), ...line.handlers], names: [name, ...line.names], trace }
  }
  // A wrap calls the app inwards by itself, and is the app of what stands outwards.
  const inner: App = (req, res, next) => new Passage(line, req, res, next).start()
  return { handlers: [embed(part.wrap(inner))], names: [name], trace }
}

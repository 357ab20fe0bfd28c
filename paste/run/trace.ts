import type { Request, Response } from 'express'

/** Looks into a pipeline: is told of every request, and of each part that it comes to. */
export interface Trace {
  /** `names` are the sections of the parts, outermost first; the last is the app. */
  begin(names: readonly string[], req: Request, res: Response): PassageTrace
}

/** Told of each part of a pipeline that a request comes to. `at` is its place, from 0; the last is the app. */
export interface PassageTrace {
  /** Calls the part through `call`, at once, and gives back its result. */
  enter<T>(at: number, call: () => T): T
  /** The part has called `next()`. */
  inwards(at: number): void
  /** What stands inwards of the part is done. */
  back(at: number): void
  /** The part is done: it has answered, passed the request on, or failed. */
  leave(at: number, error?: unknown): void
}

/** Several traces as one. */
export function combineTraces(...traces: readonly Trace[]): Trace {
  return {
    begin(...request) {
      const begun = traces.map(trace => trace.begin(...request))
      return {
        enter: (at, call) => begun.reduceRight((inner, trace) => () => trace.enter(at, inner), call)(),
        inwards(at) {
          for (const trace of begun) trace.inwards(at)
        },
        back(at) {
          for (const trace of begun) trace.back(at)
        },
        leave(at, error) {
          for (const trace of begun) trace.leave(at, error)
        },
      }
    },
  }
}

/** The time that a part has spent itself, without what stands inwards of it. */
class OwnTime {
  private readonly since: number[] = []
  private readonly spent: number[] = []

  start(at: number): void {
    this.since[at] = performance.now()
  }

  stop(at: number): void {
    const since = this.since[at]
    if (since === undefined) return
    this.spent[at] = (this.spent[at] ?? 0) + performance.now() - since
    delete this.since[at]
  }

  /** In milliseconds; undefined for a part that the request has not come to. */
  of(at: number): number | undefined {
    const since = this.since[at]
    const spent = this.spent[at]
    return since === undefined ? spent : (spent ?? 0) + performance.now() - since
  }
}

function measure(own: OwnTime, left: (at: number) => void = () => {}): PassageTrace {
  return {
    enter(at, call) {
      own.start(at)
      return call()
    },
    inwards: at => own.stop(at),
    back: at => own.start(at),
    leave(at) {
      own.stop(at)
      left(at)
    },
  }
}

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

/** As much of a `Histogram` of prom-client as is needed here. */
export interface FilterHistogram {
  labels(labels: { filter: string }): { observe(seconds: number): void }
}

/** The seconds spent in each part, into a histogram whose one label is `filter`. */
export function histogramOf(histogram: FilterHistogram): Trace {
  const children = new Map<string, ReturnType<FilterHistogram['labels']>>()
  const childFor = (filter: string) => {
    const child = children.get(filter) ?? histogram.labels({ filter })
    children.set(filter, child)
    return child
  }
  return {
    begin(names) {
      const own = new OwnTime()
      return measure(own, at => childFor(names[at] ?? '').observe((own.of(at) ?? 0) / 1000))
    },
  }
}

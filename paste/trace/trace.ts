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

import type { PassageTrace } from './trace.ts'

/** The time that a part has spent itself, without what stands inwards of it. */
export class OwnTime {
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

/** A trace that keeps the time in `own`; `left` is called when a part is done. */
export function measure(own: OwnTime, left: (at: number) => void = () => {}): PassageTrace {
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

import type { Request, Response } from 'express'
import type { PassageTrace } from '../trace/trace.ts'
import type { App, Next } from '../types.ts'
import { afterMicrotasks, type Ending, Inwards } from './inwards.ts'
import { warnOfLate } from './late-error.ts'

const ofPipeline = Symbol('ofPipeline')

type MarkedNext = Next & { [ofPipeline]?: true }

/** Whether the app that is called with this `next` stands in a pipeline, which will understand what it returns. */
export function isOfPipeline(next: Next): boolean {
  return (next as MarkedNext)[ofPipeline] === true
}

/** For an app that calls another with a `next` of its own: that one stands where the app stands. */
export function inPlaceOf<N extends Next>(next: Next, own: N): N {
  if (isOfPipeline(next)) (own as MarkedNext)[ofPipeline] = true
  return own
}

/** What all turns at one request share. */
interface Course {
  readonly handlers: readonly App[]
  readonly titles: readonly string[]
  readonly req: Request
  readonly res: Response
  readonly trace: PassageTrace | undefined
  readonly nextOutside: Request['next']
}

/** What stands outwards of a turn: another, or at last the passage. */
interface Outward {
  receive(ending: Ending, value: unknown, drained: boolean): void
}

/** One handler's turn at a request; also what its `next()` returns. */
export class Turn extends Inwards {
  private readonly course: Course
  private readonly at: number
  private readonly outward: Outward
  private inward: Inwards | undefined = undefined
  private running = true
  private called = false
  private observed = false
  private listening = false
  private drained = false
  private open = 0
  private told: Ending = 'pending'
  private toldValue: unknown = undefined

  constructor(course: Course, at: number, outward: Outward) {
    super()
    this.course = course
    this.at = at
    this.outward = outward
  }

  take(): void {
    const next: MarkedNext = error => this.advance(error)
    if (this.isLast()) {
      next[ofPipeline] = true
      this.course.req.next = next
    }
    let result: unknown
    try {
      result = this.call(next)
    } catch (error) {
      this.running = false
      this.fail(error)
      return
    }
    this.running = false
    if (result !== undefined) this.waitFor(result)
    this.settle()
  }

  private call(next: Next): unknown {
    const { handlers, req, res, trace } = this.course
    const handler = handlers[this.at] as App
    return trace === undefined ? handler(req, res, next) : this.callTraced(trace, handler, next)
  }

  /** Apart from `call`, which so needs no room for what is shared with a function. */
  private callTraced(trace: PassageTrace, handler: App, next: Next): unknown {
    const { req, res } = this.course
    return trace.enter(this.at, () => handler(req, res, next))
  }

  /** Returning next()'s own result is looking at nothing. */
  holds(): boolean {
    return false
  }

  observe(): void {
    if (this.observed) return
    this.observed = true
    this.inward?.observe()
    this.settle()
  }

  hold(): void {
    this.open++
  }

  release(): void {
    this.open--
    this.settle()
  }

  fail(error: unknown): void {
    this.report('failed', error || new Error('a handler failed without saying why'))
  }

  /** What stands inwards has come to an end. */
  receive(ending: Ending, value: unknown, drained: boolean): void {
    // Only an answer can be followed by something: an error, or a request passed on, that came too late.
    if (this.ending !== 'pending') {
      this.report(ending, value)
    } else {
      this.drained = drained
      this.course.trace?.back(this.at)
      this.end(ending, value)
      this.settle()
    }
  }

  private advance(error: unknown): this {
    if (this.called) {
      this.fail(new Error(`${this.course.titles[this.at]} called next() a second time`))
    } else if (error && error !== 'route' && error !== 'router') {
      this.called = true
      this.end('answered', undefined)
      this.fail(error)
    } else {
      this.called = true
      if (error || this.isLast()) this.receive('passed', error, false)
      else this.goInwards()
    }
    return this
  }

  private goInwards(): void {
    const inward = new Turn(this.course, this.at + 1, this)
    inward.observed = this.observed
    this.inward = inward
    this.course.trace?.inwards(this.at)
    inward.take()
  }

  private waitFor(result: unknown): void {
    if (result instanceof Inwards) {
      if (!result.holds(this)) return
      this.inward = result
      if (this.observed) result.observe()
    } else if (isThenable(result)) {
      this.open++
      result.then(
        () => this.release(),
        error => {
          this.fail(error)
          this.release()
        },
      )
    }
  }

  private settle(): void {
    if (this.running) return
    if (this.ending === 'pending') {
      if (this.observed && !this.called && this.open === 0) this.awaitAnswer()
    } else if (this.ending === 'answered' || this.watched) {
      if (this.open === 0) this.report(this.isDealtWith() ? 'answered' : this.ending, this.value)
    } else if (this.drained || (this.open === 0 && this.ending === 'passed')) {
      this.report(this.ending, this.value)
    } else {
      afterMicrotasks(() => {
        this.drained = true
        this.settle()
      })
    }
  }

  /** Who looked at a failure and did not fail, or at a request passed on and answered it, has dealt with it. */
  private isDealtWith(): boolean {
    return this.ending === 'failed' || (this.ending === 'passed' && this.course.res.headersSent)
  }

  private awaitAnswer(): void {
    const { res } = this.course
    if (res.writableEnded || res.closed || res.destroyed) this.report('answered', undefined)
    else if (!this.listening) this.listen(res)
  }

  private listen(res: Response): void {
    this.listening = true
    const settle = () => {
      res.off('finish', settle).off('close', settle)
      this.settle()
    }
    res.on('finish', settle).on('close', settle)
  }

  private report(ending: Ending, value: unknown): void {
    if (this.told === 'passed' || this.told === 'failed') {
      if (ending === 'failed' && value !== this.toldValue) warnOfLate(value)
      return
    }
    if (ending === this.told) return
    if (this.told === 'pending') this.course.trace?.leave(this.at, ending === 'failed' ? value : undefined)
    this.told = ending
    this.toldValue = value
    if (ending !== 'answered' && this.isLast()) this.course.req.next = this.course.nextOutside
    this.outward.receive(ending, value, this.drained)
  }

  private isLast(): boolean {
    return this.at === this.course.handlers.length - 1
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null)?.then === 'function'
}

import type { Request, Response } from 'express'
import { afterMicrotasks, type Ending, Inwards } from './inwards.ts'
import type { App, Next } from './types.ts'

/** Marks the `next` of a pipeline, so that a pipeline inside it knows that its result will be understood. */
export const awaitsInwards = Symbol('awaitsInwards')

type PipelineNext = Next & { [awaitsInwards]?: true }

/** One request on its way through a pipeline, seen from outside. */
export class Passage extends Inwards {
  readonly handlers: readonly App[]
  readonly req: Request
  readonly res: Response
  private readonly leave: Next
  private left = false
  private readonly first: Turn
  private host: Turn | undefined = undefined

  constructor(handlers: readonly App[], req: Request, res: Response, leave: Next) {
    super()
    this.handlers = handlers
    this.req = req
    this.res = res
    this.leave = leave
    this.first = new Turn(this, 0, this)
  }

  start(): void {
    this.first.take()
  }

  /** A turn of an outer pipeline waits for this passage. */
  attach(host: Turn): void {
    if (this.ending !== 'pending') return
    this.host = host
    host.hold()
  }

  observe(): void {
    this.first.observe()
  }

  receive(ending: Ending, value: unknown, drained: boolean): void {
    const known = this.ending !== 'pending'
    if (!known) this.end(ending, value)
    if (ending !== 'failed') {
      this.detach()
      if (ending === 'passed') this.exit(value)
    } else if (known || drained) this.exitUnlessWatched(known, value)
    else afterMicrotasks(() => this.exitUnlessWatched(false, value))
  }

  hold(): void {}

  release(): void {}

  fail(error: unknown): void {
    if (this.left) warnOfLate(error)
    else this.exit(error)
  }

  private exitUnlessWatched(known: boolean, error: unknown): void {
    if (known || !this.watched) this.fail(error)
    this.detach()
  }

  private exit(value: unknown): void {
    if (this.left) return
    this.left = true
    void this.leave(value)
  }

  private detach(): void {
    const { host } = this
    this.host = undefined
    host?.release()
  }
}

/** One handler's turn at a request; also what its `next()` returns. */
export class Turn extends Inwards {
  private readonly passage: Passage
  private readonly at: number
  private readonly outward: Turn | Passage
  private inward: Turn | Passage | undefined = undefined
  private running = true
  private called = false
  private observed = false
  private listening = false
  private drained = false
  private open = 0
  private told: Ending = 'pending'
  private toldValue: unknown = undefined

  constructor(passage: Passage, at: number, outward: Turn | Passage) {
    super()
    this.passage = passage
    this.at = at
    this.outward = outward
  }

  take(): void {
    const { handlers, req, res } = this.passage
    const next: PipelineNext = error => this.advance(error)
    if (this.isLast()) next[awaitsInwards] = true
    let result: unknown
    try {
      result = (handlers[this.at] as App)(req, res, next)
    } catch (error) {
      this.running = false
      this.fail(error)
      return
    }
    this.running = false
    if (result !== undefined && result !== this) this.waitFor(result)
    this.settle()
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
      this.end(ending, value)
      this.settle()
    }
  }

  private advance(error: unknown): this {
    if (this.called) {
      this.fail(calledTwice(this.passage.handlers, this.at))
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
    const inward = new Turn(this.passage, this.at + 1, this)
    inward.observed = this.observed
    this.inward = inward
    inward.take()
  }

  private waitFor(result: unknown): void {
    if (result instanceof Passage) {
      this.inward = result
      result.attach(this)
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
      // Who looked at a failure and did not fail has dealt with it.
      if (this.open === 0) this.report(this.ending === 'failed' ? 'answered' : this.ending, this.value)
    } else if (this.drained || (this.open === 0 && this.ending === 'passed')) {
      this.report(this.ending, this.value)
    } else {
      afterMicrotasks(() => {
        this.drained = true
        this.settle()
      })
    }
  }

  private awaitAnswer(): void {
    const { res } = this.passage
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
    this.told = ending
    this.toldValue = value
    this.outward.receive(ending, value, this.drained)
  }

  private isLast(): boolean {
    return this.at === this.passage.handlers.length - 1
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null)?.then === 'function'
}

function calledTwice(handlers: readonly App[], at: number): Error {
  const which = at === handlers.length - 1 ? 'the app' : `filter ${at + 1}`
  const name = handlers[at]?.name
  return new Error(`${which} of the pipeline${name ? ` (${name})` : ''} called next() a second time`)
}

/** An error for which there is no way outwards left must be seen all the same. */
function warnOfLate(error: unknown): void {
  const detail = error instanceof Error ? error.stack : String(error)
  process.emitWarning('an error came after its request had left the pipeline', {
    code: 'PASTE_LATE_ERROR',
    detail,
  })
}

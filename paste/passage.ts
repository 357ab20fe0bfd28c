import type { Request, Response } from 'express'
import { afterMicrotasks, type Ending, Inwards } from './inwards.ts'
import { warnOfLate } from './late-error.ts'
import { Turn } from './turn.ts'
import type { App, Next } from './types.ts'

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

/** One request on its way through a pipeline, seen from outside. */
export class Passage extends Inwards {
  readonly handlers: readonly App[]
  readonly req: Request
  readonly res: Response
  readonly trace: PassageTrace | undefined
  private readonly leave: Next
  private left = false
  private readonly first: Turn
  /** The turn of an outer pipeline that waits for this. */
  private host: Inwards | undefined = undefined

  constructor(handlers: readonly App[], req: Request, res: Response, leave: Next, trace?: PassageTrace) {
    super()
    this.handlers = handlers
    this.req = req
    this.res = res
    this.leave = leave
    this.trace = trace
    this.first = new Turn(this, 0, this)
  }

  start(): void {
    if (this.trace !== undefined) this.observe()
    this.first.take()
  }

  holds(turn: Inwards): boolean {
    if (this.ending !== 'pending') return false
    this.host = turn
    turn.hold()
    return true
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

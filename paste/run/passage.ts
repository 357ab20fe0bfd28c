import type { Request, Response } from 'express'
import type { PassageTrace, Trace } from '../trace/trace.ts'
import type { App, Next } from '../types.ts'
import { embed } from './host.ts'
import { afterMicrotasks, type Ending, Inwards, type Waiting } from './inwards.ts'
import { warnOfLate } from './late-error.ts'
import { Turn } from './turn.ts'

/** What stands in a row; the last is the app. */
export interface Line {
  readonly handlers: readonly App[]
  readonly names: readonly string[]
  /** What errors call them. */
  readonly titles: readonly string[]
  readonly trace?: Trace | undefined
}

/** Of an app that nothing stands around. */
export function lineOf(app: App, name: string, trace?: Trace): Line {
  return { handlers: [embed(app)], names: [name], titles: [titled('the app', name)], trace }
}

export function titled(what: string, name: string): string {
  return `${what} of the pipeline${name ? ` (${name})` : ''}`
}

/** One request on its way through a pipeline, seen from outside. */
export class Passage extends Inwards {
  readonly handlers: readonly App[]
  readonly titles: readonly string[]
  readonly req: Request
  readonly res: Response
  readonly trace: PassageTrace | undefined
  /** What `res.sendFile` and `res.render` give their errors to, outside. */
  readonly nextOutside: Request['next']
  private readonly leave: Next
  private left = false
  private readonly first: Turn
  /** Who waits for this: the turn of an outer pipeline, for one. The first in a field of its own: V8 comes to put arrays that
   * live as long as a request among old objects, where each keeps its whole request until the next full collection. */
  private waiter: Waiting | undefined = undefined
  private otherWaiters: Waiting[] | undefined = undefined

  constructor({ handlers, names, titles, trace }: Line, req: Request, res: Response, leave: Next) {
    super()
    this.handlers = handlers
    this.titles = titles
    this.req = req
    this.res = res
    this.leave = leave
    this.trace = trace?.begin(names, req, res)
    this.nextOutside = req.next
    this.first = new Turn(this, 0, this)
  }

  start(): this {
    if (this.trace !== undefined) this.observe()
    this.first.take()
    return this
  }

  holds(waiter: Waiting): boolean {
    if (this.ending !== 'pending') return false
    if (this.waiter === undefined) this.waiter = waiter
    else {
      this.otherWaiters ??= []
      this.otherWaiters.push(waiter)
    }
    waiter.hold()
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
    const { waiter, otherWaiters } = this
    this.waiter = undefined
    this.otherWaiters = undefined
    waiter?.release()
    if (otherWaiters !== undefined) for (const other of otherWaiters) other.release()
  }
}

import type { Request, Response } from 'express'
import type { App, Next } from '../types.ts'
import { type Line, lineOf, Passage } from './passage.ts'

/** One state of an app that may be replaced while it serves, with the requests that it has to answer. */
export class Generation {
  private readonly line: Line
  private readonly close: () => Promise<void>
  private underWay = 0
  private retired: PromiseWithResolvers<void> | undefined = undefined

  constructor(app: App, close: () => Promise<void>) {
    this.line = lineOf(app, '')
    this.close = close
  }

  serve(req: Request, res: Response, next: Next): Passage {
    const passage = new Passage(this.line, req, res, next)
    this.underWay++
    passage.start()
    // After the connection has done with the answer, filters and the app may still have something to do.
    const waitForFilters = () => {
      if (passage.holds(this)) passage.observe()
      this.release()
    }
    if (res.closed) waitForFilters()
    else res.once('close', waitForFilters)
    return passage
  }

  hold(): void {
    this.underWay++
  }

  release(): void {
    this.underWay--
    if (this.underWay === 0) this.retired?.resolve(this.close())
  }

  /** Closes what the app uses after its last request. */
  retire(): Promise<void> {
    if (this.retired === undefined) {
      this.retired = Promise.withResolvers()
      if (this.underWay === 0) this.retired.resolve(this.close())
    }
    return this.retired.promise
  }
}

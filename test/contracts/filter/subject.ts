import { setTimeout as sleep } from 'node:timers/promises'
import { type SendOptions, send, type TryOptions, tryFilter } from '../../../paste/testing.ts'
import type { App, Filter, FilterFactory } from '../../../paste/types.ts'

/** A filter, what it is made from, and requests that show what it does. */
export interface FilterUnderTest extends Omit<TryOptions, 'app'> {
  readonly factory: FilterFactory
  /** A request that it lets through. A filter that answers everything has none. */
  readonly passes?: SampleRequest
  /** A request that it answers itself. A filter that answers nothing has none. */
  readonly answers?: SampleRequest & { readonly status: number }
  /** It turns errors from inwards into answers. */
  readonly catchesErrors?: boolean
  /** It declares its options, and lets keys be that it does not know. */
  readonly takesAnyKey?: boolean
}

/** A request that shows one thing that the filter does. */
export interface SampleRequest extends SendOptions {
  /** By default `/`. */
  readonly path?: string
}

export interface FilterCase {
  readonly title: string
  check(subject: FilterUnderTest): Promise<void>
}

export interface Outcome {
  readonly answer: Response
  /** How often the app inwards was called. */
  readonly reached: number
  /** What came out of the pipeline: errors, or `passed on`. */
  readonly outward: readonly unknown[]
}

/** Sends a request through the filter to an app, by default one that answers `reached`. */
export async function run(subject: FilterUnderTest, sample: SampleRequest = {}, app?: App): Promise<Outcome> {
  const tried = await tryFilter(subject.factory, { ...subject, app })
  const outward: unknown[] = []
  const host: App = (req, res) =>
    tried.app(req, res, error => {
      outward.push(error ?? 'passed on')
      if (!res.headersSent) res.status(error ? 500 : 404).end()
    })
  const answer = await send(host, sample.path ?? '/', sample)
  // A filter that does something again may do it a little later.
  await sleep(5)
  return { answer, reached: tried.reached, outward }
}

/** Lets the client leave as soon as the app has the request; settles when the pipeline has noticed. */
export async function runAndLeave(subject: FilterUnderTest): Promise<'noticed' | 'stuck'> {
  const client = new AbortController()
  const noticed = Promise.withResolvers<'noticed'>()
  const watching: Filter = async (_req, _res, next) => {
    await Promise.resolve(next()).catch(() => {})
    noticed.resolve('noticed')
  }
  const before = [watching, ...(subject.before ?? [])]
  const app: App = () => client.abort()
  const tried = await tryFilter(subject.factory, { ...subject, before, app })
  const { path = '/', ...options } = subject.passes ?? {}
  await tried.send(path, { ...options, signal: client.signal }).catch(() => {})
  return Promise.race([noticed.promise, sleep(10_000, 'stuck' as const, { ref: false })])
}

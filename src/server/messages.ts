import type { Counts } from '../tally.ts'
import type { Failure } from './failure.ts'

/** What is the same in all workers, and told once for all of them. */
export interface Ready {
  readonly pipeline: string
  /** What is doubtful about the paste file. */
  readonly warnings: readonly string[]
}

/** What a worker tells its supervisor. */
export type WorkerMessage =
  | ({ readonly kind: 'ready' } & Ready)
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'counted'; readonly counted: Counts }
  /** It serves the connection that was handed to it. */
  | { readonly kind: 'took' }
  /** It has no connection in its hands that it has not taken. */
  | { readonly kind: 'free' }
  /** It finishes, and is to get no more connections. */
  | { readonly kind: 'leaving' }

/** What a supervisor tells a worker. */
export type SupervisorMessage =
  | { readonly kind: 'sums'; readonly sums: Counts }
  /** Comes with a socket, which is the worker's if it takes it before then: epoch milliseconds. */
  | { readonly kind: 'connection'; readonly until: number }
  /** It has not taken in time what was handed to it, and is asked whether it is back. */
  | { readonly kind: 'late' }

import type { Counts, Tally } from '../tally.ts'
import type { SupervisorMessage, WorkerMessage } from './messages.ts'

/** Adds up the counts of all workers, at their supervisor: also of those that are gone. */
export function crewTally(): Tally {
  const waiting: ((sums: Counts) => void)[] = []
  // Answers come in the order of the questions.
  process.on('message', (message: SupervisorMessage) => {
    if (message.kind === 'sums') waiting.shift()?.(message.sums)
  })
  return {
    add: counted =>
      new Promise(resolve => {
        waiting.push(resolve)
        process.send?.({ kind: 'counted', counted } satisfies WorkerMessage)
      }),
  }
}

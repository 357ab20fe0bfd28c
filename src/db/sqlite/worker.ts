import { parentPort, workerData } from 'node:worker_threads'
import { type RawAnswer, SqliteFile } from './file.ts'
import type { FileSettings, Query } from './lane.ts'

/** A batch of queries, or the wish to end. */
export type Request = readonly Query[] | 'close'
export type Reply = readonly Outcome[]
export type Outcome = RawAnswer | { readonly message: string; readonly code: string }

const file = new SqliteFile(workerData as FileSettings)

parentPort?.on('message', (request: Request) => {
  if (request !== 'close') return answer(request)
  file.close()
  parentPort?.close()
})

// Where queries take their time, the other thread begins with the first answers meanwhile.
const patienceMilliseconds = 1

function answer(queries: readonly Query[]): void {
  let outcomes: Outcome[] = []
  let begun = performance.now()
  for (const query of queries) {
    outcomes.push(run(query))
    if (performance.now() - begun < patienceMilliseconds) continue
    parentPort?.postMessage(outcomes satisfies Reply)
    outcomes = []
    begun = performance.now()
  }
  if (outcomes.length > 0) parentPort?.postMessage(outcomes satisfies Reply)
}

function run(query: Query): Outcome {
  try {
    return file.run(query)
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    return { message, code: code ?? 'SQLITE_ERROR' }
  }
}

import { parentPort, workerData } from 'node:worker_threads'
import { type RawAnswer, SqliteFile } from './file.ts'
import type { FileSettings, Query } from './lane.ts'

/** A batch of queries, or the wish to end. */
export type Request = readonly Query[] | 'close'
export type Reply = readonly Outcome[]
export type Outcome = RawAnswer | { readonly message: string; readonly code: string }

const file = new SqliteFile(workerData as FileSettings)

parentPort?.on('message', (request: Request) => {
  if (request !== 'close') return parentPort?.postMessage(request.map(run) satisfies Reply)
  file.close()
  parentPort?.close()
})

function run(query: Query): Outcome {
  try {
    return file.run(query)
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    return { message, code: code ?? 'SQLITE_ERROR' }
  }
}

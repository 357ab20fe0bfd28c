import { createHash, type Hash } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { basename } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'

/** What a hash thread is asked: `digest` is a number of the asker's choice. */
export type HashRequest =
  | { readonly digest: number; readonly start: string }
  | { readonly digest: number; readonly slot: number; readonly length: number }
  | { readonly digest: number; readonly end: 'sum' | 'drop' }

/** What it answers: a slot it has read, or the hex sum. */
export type HashAnswer = { readonly slot: number } | { readonly digest: number; readonly sum: string }

export interface HashWorkerData {
  readonly memory: SharedArrayBuffer
  readonly slotBytes: number
}

const { memory, slotBytes } = workerData as HashWorkerData
const bytes = new Uint8Array(memory)
const hashes = new Map<number, Hash>()

stepBack()

parentPort?.on('message', (request: HashRequest) => {
  const answer = handle(request)
  if (answer) parentPort?.postMessage(answer)
})

function handle(request: HashRequest): HashAnswer | undefined {
  const { digest } = request
  if ('start' in request) {
    hashes.set(digest, createHash(request.start))
    return
  }
  const hash = hashes.get(digest)
  if ('slot' in request) {
    const position = request.slot * slotBytes
    hash?.update(bytes.subarray(position, position + request.length))
    return { slot: request.slot }
  }
  hashes.delete(digest)
  return request.end === 'sum' && hash ? { digest, sum: hash.digest('hex') } : undefined
}

/** Where processors are scarce, requests go before digests. Only Linux has priorities for threads. */
function stepBack(): void {
  if (process.platform !== 'linux') return
  try {
    const thread = Number(basename(readlinkSync('/proc/thread-self')))
    setPriority(thread, Math.min(getPriority(thread) + 10, 19))
  } catch {
    // Then all are alike.
  }
}

import type { Logger } from 'pino'
import type { Bytes, Call, FileBytes } from '../stores/driver.ts'
import type { CacheableImage, FromStore, ReadImage } from './cache.ts'
import { orElsewhere, type Span } from './elsewhere.ts'
import { CacheFault } from './faults.ts'
import type { Fill } from './fill.ts'
import type { Fills, KnownImage } from './fills.ts'
import type { CacheFolder } from './folder.ts'
import type { HitCounter } from './hits.ts'
import type { CacheMetrics } from './metrics.ts'
import type { OpenFile, OpenFiles } from './open-files.ts'
import { readChunks } from './read-chunks.ts'

interface Parts {
  readonly folder: CacheFolder
  readonly files: OpenFiles
  readonly fills: Fills
  readonly hits: HitCounter
  readonly metrics: CacheMetrics
  readonly log: Logger
}

interface Reading {
  readonly image: KnownImage
  readonly span: Span & { readonly size: number }
  readonly fromStore: FromStore
  readonly call: Call
}

const chunkBytes = 1024 * 1024

/** Reads from the complete file, else from the one that is being filled, else from the store; whole images begin to fill.
 * Nothing that happens to the cache keeps a reader from its bytes. */
export function readThrough(parts: Parts): ReadImage {
  return async (image, range, fromStore, call) => {
    if (!isKnown(image)) return fromStore(range, call)
    const { size } = image
    const span = { start: range.start, end: range.end ?? size, size }
    const reading = { image, span, fromStore, call }
    return (await openHit(reading, parts)) ?? (await joinFill(reading, parts)) ?? fromStore(range, call)
  }
}

/** Without its size there is no telling whether a file is the image. */
export function isKnown(image: CacheableImage): image is KnownImage {
  return image.size !== null && image.size > 0
}

async function openHit(reading: Reading, parts: Parts): Promise<Bytes | undefined> {
  const { image, span, call } = reading
  const { hits, metrics, log } = parts
  const { id } = image
  try {
    const file = await findWhole(image, parts)
    if (!file) return undefined
    hits.count(id)
    metrics.hits++
    metrics.hitBytes += span.end - span.start
    log.info({ image: id }, `cache hit: image ${id}`)
    return fileBytes(file, reading)
  } catch (err) {
    if (call.signal.aborted) throw err
    log.warn({ err, image: id }, `cannot read the cached copy of image ${id}`)
    return undefined
  }
}

async function findWhole(
  { id, size }: KnownImage,
  { files, folder, log }: Parts,
): Promise<OpenFile | undefined> {
  const file = await files.borrow(id)
  if (!file || file.size === size) return file
  log.warn({ image: id }, `the cached copy of image ${id} has ${file.size} bytes, not ${size}: it is dropped`)
  files.drop(id)
  await file.release()
  await folder.remove('complete', id)
  return undefined
}

/** The file for whoever can let the kernel send it; otherwise its bytes, and when it turns out to be unreadable the rest of
 * them from the store. */
function fileBytes({ handle, release }: OpenFile, { span, fromStore, call }: Reading): FileBytes {
  const { start, end } = span
  const { signal } = call
  async function* chunks() {
    try {
      yield* readChunks(handle, { start, end, signal, chunkBytes })
    } finally {
      await release()
    }
  }
  return {
    file: { fd: handle.fd, start, end },
    release,
    [Symbol.asyncIterator]: () =>
      orElsewhere(chunks(), span, { fromStore, call, isOurs: error => error instanceof CacheFault }),
  }
}

async function joinFill(reading: Reading, { fills, metrics }: Parts): Promise<Bytes | undefined> {
  const { image, span, fromStore } = reading
  metrics.misses++
  const running = fills.find(image.id)
  // Part of an image is no reason to read all of it.
  if (!running && span.end - span.start < span.size) return undefined
  const fill = await (running ?? fills.start(image, fromStore)).opened
  if (!fill || span.start > fill.filled) return undefined
  if (running) metrics.shared++
  return follow(fill, reading)
}

function follow(fill: Fill, { span, fromStore, call }: Reading): Bytes {
  const { signal } = call
  const leave = fill.join()
  signal.addEventListener('abort', leave, { once: true })
  async function* bytes() {
    try {
      const growing = fill.read(span.start, span.end, signal)
      const isOurs = (error: unknown) => error instanceof CacheFault
      yield* orElsewhere(growing, span, { fromStore, call, isOurs })
    } finally {
      signal.removeEventListener('abort', leave)
      leave()
    }
  }
  return bytes()
}

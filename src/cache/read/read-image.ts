import type { Logger } from 'pino'
import type { Bytes, FileBytes, Range } from '../../stores/driver.ts'
import type { CacheableImage, FromStore, KnownImage, ReadCall, ReadImage } from '../cache.ts'
import type { Fills } from '../fill/fills.ts'
import type { HitCounter } from '../index/hit-counter.ts'
import type { CacheMetrics } from '../metrics.ts'
import { orElsewhere, readRest, type Span } from './elsewhere.ts'
import { followFill } from './follow-fill.ts'
import { memoryBytes } from './memory-bytes.ts'
import type { NeighbourFills } from './neighbour-fills.ts'
import type { OpenCopy, OpenFiles } from './open-files.ts'
import { readChunks } from './read-chunks.ts'

interface Parts {
  readonly files: OpenFiles
  /** Removes a copy, and its record. */
  readonly drop: (id: string) => Promise<unknown>
  readonly fills: Fills
  readonly neighbours: NeighbourFills
  readonly hits: HitCounter
  readonly metrics: CacheMetrics
  readonly log: Logger
}

interface Reading {
  readonly image: KnownImage
  readonly span: Span & { readonly size: number }
  readonly fromStore: FromStore
  readonly call: ReadCall
  isHit: boolean
}

/** Reads from the complete file, else from the one that is being filled, else from the store; whole images begin to fill.
 * Nothing that happens to the cache keeps a reader from its bytes. */
export function readThrough(parts: Parts): ReadImage {
  return (image, range, fromStore, call) => {
    if (!isKnown(image)) return fromStore(range, call)
    const { size } = image
    const span = { start: range.start, end: range.end ?? size, size }
    const reading = { image, span, fromStore, call, isHit: false }
    return fromMemory(reading, parts) ?? fromElsewhere(reading, range, parts)
  }
}

/** Nothing has to be waited for. */
function fromMemory(reading: Reading, parts: Parts): Bytes | undefined {
  const { image, span } = reading
  const content = parts.files.content(image.id)
  if (content?.length !== image.size) return undefined
  tellHit(reading, parts)
  return memoryBytes(partOf(content, span))
}

async function fromElsewhere(reading: Reading, range: Range, parts: Parts): Promise<Bytes> {
  try {
    const bytes = (await openHit(reading, parts)) ?? (await joinFill(reading, parts))
    return bytes ?? (await reading.fromStore(range, reading.call))
  } finally {
    if (!reading.isHit) parts.metrics.misses++
  }
}

/** Without its size there is no telling whether a file is the image, and of nothing there is nothing to read. */
function isKnown(image: CacheableImage): image is KnownImage {
  return image.size !== null && image.size > 0
}

async function openHit(reading: Reading, parts: Parts): Promise<Bytes | undefined> {
  const { image, span, call } = reading
  try {
    const copy = await findWhole(image, parts)
    if (!copy) return undefined
    tellHit(reading, parts)
    if (!copy.content) return fileBytes(copy, reading, parts)
    await copy.release()
    return memoryBytes(partOf(copy.content, span))
  } catch (err) {
    if (call.signal.aborted) throw err
    parts.log.warn({ err, image: image.id }, `cannot read the cached copy of image ${image.id}`)
    return undefined
  }
}

function tellHit(reading: Reading, { hits, metrics, log }: Parts): void {
  const { image, span, call } = reading
  reading.isHit = true
  hits.count(image.id)
  metrics.hits++
  metrics.hitBytes += span.end - span.start
  call.onHit?.()
  log.debug({ image: image.id }, `cache hit: image ${image.id}`)
}

function partOf(content: Buffer, { start, end }: Span): Buffer {
  return start === 0 && end === content.length ? content : content.subarray(start, end)
}

async function findWhole(
  { id, size }: KnownImage,
  { files, drop, log }: Parts,
): Promise<OpenCopy | undefined> {
  const copy = await files.borrow(id)
  if (!copy || copy.size === size) return copy
  log.warn({ image: id }, `the cached copy of image ${id} has ${copy.size} bytes, not ${size}: it is dropped`)
  await copy.release()
  await drop(id)
  return undefined
}

/** The file for whoever can let the kernel send it; otherwise its bytes. When it turns out to be unreadable it is dropped, and
 * the rest comes from the store. */
function fileBytes({ handle, release }: OpenCopy, reading: Reading, parts: Parts): FileBytes {
  const { start, end } = reading.span
  const { signal } = reading.call
  const chunks = () => readChunks(handle, { start, end, signal, release })
  async function* rest(position: number) {
    await dropUnreadable(reading.image.id, parts)
    yield* await readRest(position, reading.span, reading)
  }
  return {
    file: { fd: handle.fd, start, end },
    release,
    rest,
    [Symbol.asyncIterator]: () => orElsewhere(chunks(), start, { signal, rest }),
  }
}

async function dropUnreadable(id: string, { drop, log }: Parts): Promise<void> {
  log.warn({ image: id }, `the cached copy of image ${id} cannot be read any more: it is dropped`)
  try {
    await drop(id)
  } catch (err) {
    log.warn({ err, image: id }, `cannot remove the cached copy of image ${id}`)
  }
}

async function joinFill(reading: Reading, parts: Parts): Promise<Bytes | undefined> {
  const { image, span, fromStore, call } = reading
  const { fills, metrics } = parts
  const running = fills.find(image.id)
  // Its readers are being cut off; who comes now waits until its file is out of the way.
  if (running?.hasFailed) {
    await running.kept
    return joinFill(reading, parts)
  }
  // Part of an image is no reason to read all of it.
  const isWanted = span.end - span.start === span.size
  const underWay = running ?? (isWanted ? fills.start(image, fromStore) : undefined)
  const fill = await underWay?.opened
  // Another process may bring it in, or have completed it a moment ago.
  if (!underWay || !fill) return (await joinNeighbour(reading, parts)) ?? openHit(reading, parts)
  if (span.start > fill.filled) return undefined
  async function* rest(position: number) {
    // A file that cannot be read is no copy to keep.
    fill?.discard()
    yield* await readRest(position, span, reading)
  }
  const bytes = followFill(fill, { ...span, signal: call.signal, rest })
  if (bytes && running) metrics.shared++
  if (bytes) return bytes
  // It has just ended. The file is whole by now, or may be filled anew: what comes past the cache is not checked.
  await underWay.kept
  return (await openHit(reading, parts)) ?? joinFill(reading, parts)
}

async function joinNeighbour(reading: Reading, { neighbours, metrics }: Parts): Promise<Bytes | undefined> {
  const { image, span, call } = reading
  const fill = await neighbours.find(image)
  if (!fill) return undefined
  if (span.start > fill.filled) {
    await fill.borrowFile()?.release()
    return undefined
  }
  async function* rest(position: number) {
    yield* await readRest(position, span, reading)
  }
  const bytes = followFill(fill, { ...span, signal: call.signal, rest })
  if (bytes) metrics.shared++
  return bytes
}

import type { FromStore, KnownImage } from '../cache.ts'
import { asCacheFault, CacheFault } from '../faults.ts'
import { type Begun, completeFill, type FillSettings } from './complete-fill.ts'
import { Fill } from './fill.ts'
import { giveBack, reserve } from './reserve.ts'

export interface FillUnderWay {
  /** Settles when the store answers: undefined when the cache cannot take the image now. Rejects as the store does. */
  readonly opened: Promise<Fill | undefined>
  /** Whether it has come to nothing, and is only being cleared away. */
  readonly hasFailed: boolean
  /** Whether the image is in the cache in the end. */
  readonly kept: Promise<boolean>
}

/** Brings images into the cache, each one once at a time. */
export interface Fills {
  find(id: string): FillUnderWay | undefined
  start(image: KnownImage, fromStore: FromStore): FillUnderWay
  /** Lets a fill go on for its readers, and keeps nothing of it. */
  discard(id: string): void
  discardAll(): void
  /** Ends what is being filled. */
  close(): Promise<void>
}

export function createFills(settings: FillSettings): Fills {
  const running = new Map<string, FillUnderWay>()
  /** Of which the store has not answered yet. */
  const opening = new Set<Fill>()
  let isClosing = false

  function start(image: KnownImage, fromStore: FromStore): FillUnderWay {
    const { id } = image
    const beginning = begin(image, fromStore)
    let fill: Fill | undefined
    const opened = beginning.then(begun => {
      fill = begun?.fill
      return fill
    })
    // Readers that come from now on find the file.
    const onVisible = () => {
      if (running.get(id) === underWay) running.delete(id)
    }
    const kept = beginning
      .then(begun => begun !== undefined && completeFill(begun, onVisible, settings))
      .catch(() => false)
      .finally(onVisible)
    const underWay = {
      opened,
      kept,
      get hasFailed() {
        return fill?.hasFailed ?? false
      },
    }
    running.set(id, underWay)
    return underWay
  }

  async function begin(image: KnownImage, fromStore: FromStore): Promise<Begun | undefined> {
    const claim = await reserve(image, settings)
    if (!claim) return undefined
    const fill = new Fill(image, claim.handle, claim.isFollowed)
    if (isClosing) stop(fill)
    opening.add(fill)
    try {
      const hashing = await asCacheFault(settings.hashing())
      fill.signal.throwIfAborted()
      return { fill, claim, hashing, data: await fromStore({ start: 0 }, { signal: fill.signal }) }
    } catch (error) {
      await giveBack(image.id, claim, settings)
      const fault = fill.signal.aborted ? fill.signal.reason : error
      if (!(fault instanceof CacheFault)) throw error
      settings.log.warn({ err: fault, image: image.id }, `cannot cache image ${image.id}: ${fault.message}`)
      return undefined
    } finally {
      opening.delete(fill)
    }
  }

  return {
    find: id => running.get(id),
    start,
    discard: id => discard(running.get(id)),
    discardAll: () => [...running.values()].forEach(discard),
    async close() {
      isClosing = true
      const left = [...running.values()]
      opening.forEach(stop)
      for (const underWay of left) withFill(underWay, stop)
      await Promise.all(left.map(({ kept }) => kept))
    },
  }
}

function stop(fill: Fill): void {
  fill.stop('the cache is being closed')
}

function discard(underWay: FillUnderWay | undefined): void {
  withFill(underWay, fill => fill.discard())
}

function withFill(underWay: FillUnderWay | undefined, act: (fill: Fill) => void): void {
  underWay?.opened.then(
    fill => fill && act(fill),
    () => undefined,
  )
}

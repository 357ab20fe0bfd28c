import type { FromStore, KnownImage } from './cache.ts'
import { type Begun, completeFill, type FillSettings } from './complete-fill.ts'
import { Fill } from './fill.ts'
import { giveBack, reserve } from './reserve.ts'

export interface FillUnderWay {
  /** Settles when the store answers: undefined when the cache cannot take the image now. Rejects as the store does. */
  readonly opened: Promise<Fill | undefined>
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

  function start(image: KnownImage, fromStore: FromStore): FillUnderWay {
    const { id } = image
    const beginning = begin(image, fromStore, settings)
    // Readers that come from now on find the file.
    const onVisible = () => {
      if (running.get(id) === underWay) running.delete(id)
    }
    const kept = beginning
      .then(begun => begun !== undefined && completeFill(begun, onVisible, settings))
      .catch(() => false)
      .finally(onVisible)
    const underWay = { opened: beginning.then(begun => begun?.fill), kept }
    running.set(id, underWay)
    return underWay
  }

  return {
    find: id => running.get(id),
    start,
    discard: id => discard(running.get(id)),
    discardAll: () => [...running.values()].forEach(discard),
    async close() {
      const left = [...running.values()]
      for (const underWay of left) withFill(underWay, fill => fill.stop('the cache is being closed'))
      await Promise.all(left.map(({ kept }) => kept))
    },
  }
}

async function begin(
  image: KnownImage,
  fromStore: FromStore,
  settings: FillSettings,
): Promise<Begun | undefined> {
  const claim = await reserve(image, settings)
  if (!claim) return undefined
  const fill = new Fill(image, claim.handle, claim.isFollowed)
  try {
    return { fill, claim, data: await fromStore({ start: 0 }, { signal: fill.signal }) }
  } catch (error) {
    await giveBack(image.id, claim, settings.folder)
    throw error
  }
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

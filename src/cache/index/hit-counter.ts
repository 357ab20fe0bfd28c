import type { Logger } from 'pino'
import type { CacheIndex, Hits } from './driver.ts'
import { listSettled } from './settle-times.ts'

/** Counts hits in memory and writes them into the index now and then, so that no hit waits for it. */
export interface HitCounter {
  count(id: string): void
  /** Writes what has been counted so far; never fails. */
  flush(): Promise<void>
}

const secondsBetweenWrites = 1

export function createHitCounter(index: CacheIndex, log: Logger): HitCounter {
  let counted = new Map<string, { -readonly [key in keyof Hits]: Hits[key] }>()
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()
  const wasPutBack = watchClock()

  async function write(): Promise<void> {
    const hits = [...counted.values()]
    counted = new Map()
    try {
      const now = Date.now() / 1000
      if (wasPutBack() || hits.some(({ at }) => at > now)) await settle(hits, now)
      else if (hits.length > 0) await index.countHits(hits)
    } catch (err) {
      log.warn({ err }, `cannot write down the hits of ${hits.length} cached images`)
    }
  }

  /** What was read since the clock was put back counts as read later than everything else. */
  async function settle(hits: readonly Hits[], now: number): Promise<void> {
    const since = Math.min(now, ...hits.map(({ at }) => at))
    await listSettled(index, since)
    await index.countHits(hits.map(hit => ({ ...hit, at: hit.at > now ? since : hit.at })))
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write)
    return writing
  }

  return {
    flush,
    count(id) {
      const known = counted.get(id)
      const at = Date.now() / 1000
      if (known) {
        known.count++
        known.at = at
      } else counted.set(id, { id, count: 1, at })
      timer ??= setTimeout(() => void flush(), secondsBetweenWrites * 1000).unref()
    },
  }
}

/** Tells whether the clock was put back since it last told. */
function watchClock(): () => boolean {
  const offset = () => Date.now() - performance.now()
  let before = offset()
  return () => {
    const after = offset()
    const isBack = after < before - 1000
    before = after
    return isBack
  }
}

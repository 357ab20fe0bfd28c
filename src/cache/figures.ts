import { addCounts, type Counts, type Tally } from '../tally.ts'
import type { CacheFigures, ImageCache } from './cache.ts'
import { type CacheMetrics, newMetrics } from './metrics.ts'

const secondsBetweenTells = 1

/** The figures of the cache over all processes that serve together. Each tells the others what it counted, about once a
 * second, so that nothing is lost when it ends. */
export function cacheFigures(cache: ImageCache, tally: Tally): CacheFigures {
  let told = countsOf(newMetrics())

  function tell(): Promise<Counts> {
    const counted = countsOf(cache.metrics)
    const grown = difference(counted, told)
    told = counted
    return tally.add(grown)
  }

  const timer = setInterval(() => {
    if (Object.values(difference(countsOf(cache.metrics), told)).some(count => count > 0)) void tell()
  }, secondsBetweenTells * 1000).unref()

  return {
    async read() {
      const [sums, usage] = await Promise.all([tell(), cache.usage()])
      return { ...totalsOf(sums), ...usage }
    },
    async close() {
      clearInterval(timer)
      await tell()
    },
  }
}

function countsOf({ fillsWithin, ...counts }: CacheMetrics): Counts {
  return {
    ...counts,
    ...Object.fromEntries([...fillsWithin].map(([bound, count]) => [within(bound), count])),
  }
}

function totalsOf(sums: Counts): CacheMetrics {
  const totals = newMetrics()
  const { fillsWithin, ...counts } = totals
  for (const name of Object.keys(counts) as (keyof typeof counts)[]) totals[name] = sums[name] ?? 0
  for (const bound of fillsWithin.keys()) fillsWithin.set(bound, sums[within(bound)] ?? 0)
  return totals
}

function within(bound: number): string {
  return `fillsWithin ${bound}`
}

function difference(counts: Counts, earlier: Counts): Counts {
  const grown: Record<string, number> = { ...counts }
  addCounts(grown, Object.fromEntries(Object.entries(earlier).map(([name, count]) => [name, -count])))
  return grown
}

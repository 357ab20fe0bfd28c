import { measure, OwnTime } from './own-time.ts'
import type { Trace } from './trace.ts'

/** As much of a `Histogram` of prom-client as is needed here. */
export interface FilterHistogram {
  labels(labels: { filter: string }): { observe(seconds: number): void }
}

/** The seconds spent in each part, into a histogram whose one label is `filter`. */
export function histogramOf(histogram: FilterHistogram): Trace {
  const children = new Map<string, ReturnType<FilterHistogram['labels']>>()
  const childFor = (filter: string) => {
    const child = children.get(filter) ?? histogram.labels({ filter })
    children.set(filter, child)
    return child
  }
  return {
    begin(names) {
      const own = new OwnTime()
      return measure(own, at => childFor(names[at] ?? '').observe((own.of(at) ?? 0) / 1000))
    },
  }
}

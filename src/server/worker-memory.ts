import { getHeapStatistics } from 'node:v8'

/** Options of Node for a worker. Those that the operator gives come after them, and a machine that is small needs fewer. */
export function memoryOptions(): string[] {
  const isSmall = getHeapStatistics().heap_size_limit < 2 ** 31
  return isSmall ? [smallNursery] : [smallNursery, smallHeap]
}

/** In MiB. V8 collects its young generation when that is full of objects. Those of image data are tiny handles of large chunks,
 * so a small one keeps memory low; one of 1 MiB costs a page of images half as much again (docs/performance.md). */
const smallNursery = '--max-semi-space-size=4'

/** In MiB. V8 collects its old objects when they are twice as many as it found alive the last time; where it may have 2 GiB or
 * more, only when they are four times as many. */
const smallHeap = '--max-old-space-size=2000'

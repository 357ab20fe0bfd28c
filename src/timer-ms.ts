const longestTimerMs = 2 ** 31 - 1

/** Seconds as a timer takes them. Those of Node hold 24 days at most: beyond that they would end at once. */
export function timerMs(seconds: number): number {
  return Math.min(seconds * 1000, longestTimerMs)
}

/** What has been counted, by name. */
export type Counts = Readonly<Record<string, number>>

/** Adds up what the processes count that serve together. */
export interface Tally {
  /** Adds what this process has counted since it last did, and gives the sums over all of them. */
  add(counted: Counts): Promise<Counts>
}

export function addCounts(sums: Record<string, number>, counted: Counts): void {
  for (const [name, count] of Object.entries(counted)) sums[name] = (sums[name] ?? 0) + count
}

/** Of a process that serves alone. */
export function ownTally(): Tally {
  const sums: Record<string, number> = {}
  return {
    async add(counted) {
      addCounts(sums, counted)
      return { ...sums }
    },
  }
}

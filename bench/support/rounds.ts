/** Runs the contestants in turn, A B A B …, so that a machine whose speed drifts treats them alike, and gives each
 * one's results in order. */
export async function inTurn<K extends string, R>(
  rounds: number,
  contestants: Readonly<Record<K, () => Promise<R>>>,
): Promise<Record<K, R[]>> {
  const names = Object.keys(contestants) as K[]
  const results = Object.fromEntries(names.map(name => [name, []])) as unknown as Record<K, R[]>
  for (let round = 0; round < rounds; round++) {
    for (const name of names) results[name].push(await contestants[name]())
  }
  return results
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}

/** Prints rows under a title, numbers with three significant digits. */
export function printTable(title: string, rows: readonly Readonly<Record<string, string | number>>[]): void {
  const columns = Object.keys(rows[0] ?? {})
  const text = (value: string | number | undefined) =>
    typeof value === 'number' ? String(Number(value.toPrecision(3))) : (value ?? '')
  process.stdout.write(`\n${title}\n\n| ${columns.join(' | ')} |\n|${columns.map(() => '---|').join('')}\n`)
  for (const row of rows)
    process.stdout.write(`| ${columns.map(column => text(row[column])).join(' | ')} |\n`)
}

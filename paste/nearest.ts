/** The candidate that `word` was most likely meant to be, if any is near enough: a third of its letters, `most` at most. */
export function nearest(
  word: string,
  candidates: Iterable<string>,
  { most = Number.POSITIVE_INFINITY } = {},
): string | undefined {
  let best: string | undefined
  let bestDistance = Math.min(Math.max(1, Math.floor(word.length / 3)), word.length - 1, most) + 1
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance && candidate !== word) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other; the same letters in
 * another order, `chace` for `cache`, are one slip. */
export function editDistance(from: string, to: string): number {
  if (from !== to && sorted(from) === sorted(to)) return 1
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = at(last, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const swapped = isSwap ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min(replaced, swapped, at(last, j) + 1, at(row, j - 1) + 1))
    }
    beforeLast = last
    last = row
  }
  return at(last, to.length)
}

const sorted = (word: string) => [...word].sort().join('')

const at = (row: readonly number[], index: number) => row[index] ?? Number.POSITIVE_INFINITY

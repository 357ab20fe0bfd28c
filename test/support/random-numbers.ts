/** Of what is random in tests. `FUZZ_SEED` asks for another. */
export const seed = Number(process.env.FUZZ_SEED ?? 1)

/** Numbers from 0 to 1, the same ones in every run with the same seed. Each `row` has others. (mulberry32) */
export function randomNumbers(row = 0): () => number {
  let state = Math.imul(seed, 0x9e3779b1) + Math.imul(row, 0x85ebca6b)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** For the output of a test that may fail with one seed and not with another. */
export function tellSeed(): void {
  process.stdout.write(`FUZZ_SEED=${seed}\n`)
}

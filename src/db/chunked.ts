// A statement takes some ten thousand parameters at most.
const rowsPerStatement = 1000

/** Rows in portions that one statement can insert. */
export function* chunked<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement)
    yield rows.slice(start, start + rowsPerStatement)
}

/** Does the work at the first call; the others wait for the same end. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let working: Promise<T> | undefined
  return () => {
    working ??= work()
    return working
  }
}

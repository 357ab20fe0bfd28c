/** Does the work at each call, and never twice at once. Calls that come while it waits for its turn count as one. The work must
 * not fail. */
export function inTurn(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve()
  let next: Promise<void> | undefined
  return () => {
    next ??= last.then(() => {
      next = undefined
      last = work()
      return last
    })
    return next
  }
}

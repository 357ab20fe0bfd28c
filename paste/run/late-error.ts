/** An error for which there is no way outwards left must be seen all the same. */
export function warnOfLate(error: unknown): void {
  const detail = error instanceof Error ? error.stack : String(error)
  process.emitWarning('an error came after its request had left the pipeline', {
    code: 'PASTE_LATE_ERROR',
    detail,
  })
}

const codes = ['SQLITE_CONSTRAINT_UNIQUE', '23505']

/** Whether a row could not be changed because its new key is taken, in the words of either database. */
export function isDuplicate(error: unknown): boolean {
  return codes.includes((error as { readonly code?: string }).code ?? '')
}

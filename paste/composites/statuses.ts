import { splitWords } from '../ini/blanks.ts'

/** The statuses that `catch` of a cascade lists. */
export function readStatuses(text: string): ReadonlySet<number> {
  const wrong = wrongStatus(text)
  if (wrong !== undefined) throw new Error(`"${wrong}" in "catch" is no status`)
  return new Set(splitWords(text).map(Number))
}

/** The first word that is none. */
export const wrongStatus = (text: string) => splitWords(text).find(word => !/^[1-5]\d\d$/.test(word))

/** What Python takes for blank; JavaScript's `\s` differs in a few. */
const BLANK = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const ENDS = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, 'g')
const START = new RegExp(`^[${BLANK}]+`)
const END = new RegExp(`[${BLANK}]+$`)
const NOT_BLANK = new RegExp(`[^${BLANK}]`)
const WORDS = new RegExp(`[^${BLANK}]+`, 'g')
const OPTION = new RegExp(`^(.*?)[${BLANK}]*[=:][${BLANK}]*(.*)$`, 's')

export const strip = (text: string) => text.replace(ENDS, '')

export const stripStart = (text: string) => text.replace(START, '')

export const stripEnd = (text: string) => text.replace(END, '')

/** The words of a value that is a list, such as `pipeline`. */
export const splitWords = (text: string): string[] => text.match(WORDS) ?? []

/** How many blanks the line begins with. */
export const indentOf = (line: string) => Math.max(line.search(NOT_BLANK), 0)

/** Key and value around the first delimiter; nothing where there is none. */
export function splitOption(content: string): { key: string; value: string } | undefined {
  const [, key, value] = OPTION.exec(content) ?? []
  return key === undefined || value === undefined ? undefined : { key, value }
}

/** Gives what reads a field, for `%(field)s`. Undefined prints as Python's None. */
export type ReaderOf<T> = (field: string) => (subject: T) => unknown

/** Takes a format such as `%(levelname)-8s %(message)s` apart once, so that a line costs a few string additions. */
export function compilePercentFormat<T>(format: string, readerOf: ReaderOf<T>): (subject: T) => string {
  const parts = [...format.matchAll(pattern)].map(match => compilePart(match, readerOf))
  return subject => {
    let line = ''
    for (const part of parts) line += typeof part === 'string' ? part : part(subject)
    return line
  }
}

const pattern =
  /%\((?<field>\w+)\)(?<flags>[-0+ #]*)(?<width>\d*)(?:\.(?<digits>\d+))?(?<kind>[a-zA-Z])|%%|[^%]+|%/g

function compilePart<T>(match: RegExpExecArray, readerOf: ReaderOf<T>): string | ((subject: T) => string) {
  const { field, flags = '', width = '', digits, kind = 's' } = match.groups ?? {}
  if (field === undefined) return match[0] === '%%' ? '%' : match[0]
  const read = readerOf(field)
  const show = converters[kind] ?? showText
  const columns = Number(width || 0)
  const fill = flags.includes('0') && show !== showText ? '0' : ' '
  const precision = digits === undefined ? undefined : Number(digits)
  if (columns === 0) return subject => show(read(subject), precision)
  return subject => {
    const text = show(read(subject), precision)
    return flags.includes('-') ? text.padEnd(columns) : text.padStart(columns, fill)
  }
}

type Show = (value: unknown, precision?: number) => string

const showText: Show = (value, precision) => {
  const text = value === undefined || value === null ? 'None' : String(value)
  return precision === undefined ? text : text.slice(0, precision)
}

const showInteger: Show = value => (typeof value === 'number' ? String(Math.trunc(value)) : showText(value))

const showFloat: Show = (value, precision = 6) =>
  typeof value === 'number' ? value.toFixed(precision) : showText(value)

const converters: Readonly<Record<string, Show>> = {
  s: showText,
  d: showInteger,
  i: showInteger,
  u: showInteger,
  f: showFloat,
  F: showFloat,
  r: value => (typeof value === 'string' ? `'${value}'` : showText(value)),
}

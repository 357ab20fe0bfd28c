export interface AcceptedRange {
  /** In lower case. */
  readonly type: string
  /** Asks for more than the type, such as a charset. */
  readonly narrow: boolean
  /** From 0 to 1. */
  readonly q: number
}

/** The media ranges of an `Accept` header (RFC 7231, 5.3.2); undefined where it is none. */
export function readAccept(header: string): readonly AcceptedRange[] | undefined {
  if (!isList.test(header)) return undefined
  return [...header.matchAll(eachRange)].map(([, type = '', parameters, q]) => ({
    type: type.toLowerCase(),
    narrow: parameters !== '',
    q: Number(q ?? 1),
  }))
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const value = `(?:${token}|"(?:[^"\\\\]|\\\\.)*")`
const parameter = `\\s*;\\s*(?!q=)${token}=${value}`
const weight = '\\s*;\\s*q=(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)'
const extension = `\\s*;\\s*${token}(?:=${value})?`
const range = `(${token}/${token})((?:${parameter})*)(?:${weight}(?:${extension})*)?`

const isList = new RegExp(`^(?:,|${range})(?:\\s*,(?:\\s*${range})?)*$`, 'i')
const eachRange = new RegExp(range, 'gi')

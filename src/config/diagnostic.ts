import { formatPlace } from '../../paste/errors.ts'
import { maskUrls } from '../../paste/mask-urls.ts'

/** Where a setting, or a faulty line, stands. */
export type Origin =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly text: string }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'argument'; readonly name: string }

export type ConfigCode =
  | 'CONFIG_SYNTAX'
  | 'CONFIG_VALUE'
  | 'CONFIG_REFERENCE'
  | 'CONFIG_NO_FILE'
  | 'CONFIG_LOGGING'
  | 'CONFIG_POLICY'
  | 'CONFIG_PROTECTIONS'
  | 'CONFIG_KEYSTONE'
  | 'CONFIG_DATABASE'
  | 'CONFIG_STORES'
  | 'CONFIG_CACHE'
  | 'CONFIG_DEPRECATED'
  | 'CONFIG_UNKNOWN_OPTION'
  | 'CONFIG_UNKNOWN_GROUP'

/** Something wrong, or about to be, in what the operator wrote. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  readonly code: ConfigCode
  readonly message: string
  readonly origin?: Origin
  readonly group?: string
  readonly key?: string
  /** The part of the line that is meant. */
  readonly mark?: string
  readonly hint?: string
}

/** The configuration cannot be used. Holds every fault that was found; the fields of the error are the first one's. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly Diagnostic[]
  readonly code: ConfigCode | undefined
  readonly file: string | undefined
  readonly line: number | undefined
  readonly group: string | undefined
  readonly key: string | undefined
  readonly hint: string | undefined

  constructor(faults: readonly Diagnostic[], options?: ErrorOptions) {
    super(faults.map(renderDiagnostic).join('\n'), options)
    const [first] = faults
    const at = first?.origin?.kind === 'file' ? first.origin : undefined
    this.faults = faults
    this.code = first?.code
    this.file = at?.file
    this.line = at?.line
    this.group = first?.group
    this.key = first?.key
    this.hint = first?.hint
  }
}

/** A fault for a terminal: code, place, section and key; what is wrong; the line with the part that is meant; a hint. */
export function renderDiagnostic(fault: Diagnostic): string {
  const head = [
    `${fault.code} `,
    fault.origin && `${placeOf(fault.origin)} `,
    fault.group && `[${fault.group}]`,
    fault.key,
  ]
  return [
    head.filter(Boolean).join(' ').trimEnd(),
    maskUrls(fault.message),
    ...excerpt(fault).map(maskUrls),
    ...(fault.hint ? [fault.hint] : []),
  ].join('\n  ')
}

function placeOf(origin: Origin): string {
  return origin.kind === 'file' ? formatPlace(origin) : origin.name
}

/** `file:line`, or the name of the variable or argument. */
export function showOrigin(origin: Origin): string {
  return origin.kind === 'file' ? `${origin.file}:${origin.line}` : origin.name
}

function excerpt({ origin, key, mark = '' }: Diagnostic): string[] {
  if (origin?.kind !== 'file' || origin.text === '') return []
  const [marked = ''] = mark.split('\n')
  const isName = marked === key
  // Where only the name matters the value is left out: it may be a password.
  const text = isName ? origin.text.replace(/([:=]\s*).+/, '$1...') : origin.text
  const numbered = `${origin.line} | ${text}`
  const column = isName ? numbered.indexOf(marked) : numbered.lastIndexOf(marked)
  return marked === '' || column < 0 ? [numbered] : [numbered, ' '.repeat(column) + '^'.repeat(marked.length)]
}

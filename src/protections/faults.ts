import type { PasteError } from '../../paste/errors.ts'
import type { Entry, Section } from '../../paste/ini/ini.ts'
import type { Diagnostic } from '../config/diagnostic.ts'
import type { Remark } from './judge-names.ts'

const code = 'CONFIG_PROTECTIONS'

/** A fault of a section as a whole. */
export function faultOfSection({ name, line, source }: Section, file: string, message: string): Diagnostic {
  const origin = { kind: 'file', file, line, text: source } as const
  return { severity: 'error', code, message, origin, group: name, mark: name }
}

/** What there is to say about one value in it. */
export function remarkOnEntry(
  { section, key, value, file, line, source }: Entry,
  remark: Remark,
): Diagnostic {
  const origin = { kind: 'file', file, line, text: source[0] ?? '' } as const
  return { ...remark, code, origin, group: section, key, mark: value || key }
}

/** A fault of the text of the file. */
export function faultOfText({
  file = '',
  line = 0,
  section,
  key,
  source,
  word,
  problem,
  hint,
}: PasteError): Diagnostic {
  const origin = { kind: 'file', file, line, text: source ?? '' } as const
  return { severity: 'error', code, message: problem, origin, group: section, key, mark: word, hint }
}

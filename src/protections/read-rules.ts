import { PasteError } from '../../paste/errors.ts'
import { type ConfigFile, openConfigFile, optionsOf, scopeOf } from '../../paste/ini/config-file.ts'
import { parseIni, type Section } from '../../paste/ini/ini.ts'
import { interpolate, type RawValue } from '../../paste/ini/interpolate.ts'
import type { Diagnostic } from '../config/diagnostic.ts'
import { nearest } from '../config/nearest.ts'
import { reservedPrefix } from '../images/reserved.ts'
import type { Policy } from '../policy/policy.ts'
import { faultOfSection, faultOfText, remarkOnEntry } from './faults.ts'
import { judgeNames } from './judge-names.ts'
import type { RuleFormat } from './options.ts'
import type { Operation } from './protections.ts'
import { readPythonPattern } from './python-pattern.ts'

/** What one section says: about which properties, and whom it allows what. */
export interface ProtectionRule {
  readonly pattern: RegExp
  /** Roles in small letters, or the name of one policy; `@` is everybody, `!` nobody. */
  readonly allowed: Readonly<Record<Operation, readonly string[]>>
}

export interface Wanted {
  readonly format: RuleFormat
  /** Tells which rules there are, where they name policies. */
  readonly policy?: Pick<Policy, 'has'>
  report(found: Diagnostic): void
}

/** Reads the rules, in the order in which they are asked. A faulty section is left out, every fault reported. What the
 * service keeps for itself no rule is about. */
export function readRules(
  text: string,
  name: string,
  { format, report, policy }: Wanted,
): readonly ProtectionRule[] {
  const file = openConfigFile(parseIni(text, name))
  for (const fault of file.ini.faults) report(faultOfText(fault))
  return [...file.ini.sections.values()]
    .filter(section => !section.name.startsWith(reservedPrefix))
    .flatMap(section => readSection({ file, section, format, report, policy }) ?? [])
}

interface Reading extends Wanted {
  readonly file: ConfigFile
  readonly section: Section
}

function readSection(reading: Reading): ProtectionRule | undefined {
  const pattern = readPattern(reading)
  const create = readAllowed(reading, 'create')
  const read = readAllowed(reading, 'read')
  const update = readAllowed(reading, 'update')
  const remove = readAllowed(reading, 'delete')
  if (!pattern || !create || !read || !update || !remove) return undefined
  return { pattern, allowed: { create, read, update, delete: remove } }
}

function readPattern({ file, section, report }: Reading): RegExp | undefined {
  try {
    return readPythonPattern(section.name)
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Invalid regular expression: .*: /s, '') : ''
    report(faultOfSection(section, file.ini.file, `the name of the section is no regular expression: ${why}`))
    return undefined
  }
}

function readAllowed(reading: Reading, operation: Operation): readonly string[] | undefined {
  const { file, section, format, report } = reading
  const option = optionsOf(file, section).find(({ key }) => key.toLowerCase() === operation)
  if (!option?.entry) {
    report(missing(reading, operation))
    return undefined
  }
  const value = interpolated(reading, option.raw)
  if (value === undefined) return undefined
  const names = value === '' ? [] : value.split(',').map(name => name.trim())
  const remark = judgeNames(names, operation, reading)
  if (remark) report(remarkOnEntry(option.entry, remark))
  return format === 'roles' ? names.map(name => name.toLowerCase()) : names
}

function missing({ file, section }: Reading, operation: Operation): Diagnostic {
  const meant = nearest(operation, [...section.entries.keys()])
  const hint = meant ? `did you mean it by "${meant}"?` : `write "${operation} = !" where nobody may`
  return {
    ...faultOfSection(section, file.ini.file, `nothing says who may ${operation} such properties`),
    hint,
  }
}

function interpolated({ file, section, report }: Reading, raw: RawValue): string | undefined {
  try {
    return interpolate(raw, scopeOf(file, section)).trim()
  } catch (error) {
    if (!(error instanceof PasteError)) throw error
    report(faultOfText(error))
    return undefined
  }
}

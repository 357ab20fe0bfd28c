import { strip, stripEnd, stripStart } from '../../paste/ini/blanks.ts'
import type { Diagnostic } from './diagnostic.ts'
import { quote } from './values.ts'

/** `key = value` as it stands in a file. */
export interface Assignment {
  readonly group: string
  readonly key: string
  /** Without outer quotes; continuation lines joined by newlines. */
  readonly value: string
  readonly file: string
  readonly line: number
  /** The first line of the assignment. */
  readonly text: string
}

export interface Section {
  readonly group: string
  readonly file: string
  readonly line: number
  readonly text: string
}

export interface OsloFile {
  readonly file: string
  readonly assignments: readonly Assignment[]
  /** Every section header, in order. */
  readonly sections: readonly Section[]
  readonly faults: readonly Diagnostic[]
}

/** Reads the dialect of oslo.config. Lines that cannot be read become faults, all of them; the rest is read. */
export function parseOsloIni(text: string, file: string): OsloFile {
  const parser = new Parser(file)
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) parser.read(stripEnd(line), index + 1)
  return parser
}

class Parser implements OsloFile {
  readonly file: string
  readonly assignments: { -readonly [K in keyof Assignment]: Assignment[K] }[] = []
  readonly sections: Section[] = []
  readonly faults: Diagnostic[] = []
  /** Undefined before the first section, and in one whose header is faulty. */
  private group: string | undefined
  private complainedOfSection = false
  /** What an indented line continues; `dropped` stands for a line that was faulty and has been reported. */
  private previous: 'assignment' | 'dropped' | undefined

  constructor(file: string) {
    this.file = file
  }

  read(text: string, line: number): void {
    if (/^[ \t]/.test(text)) {
      this.continuePrevious(text, line)
      return
    }
    this.previous = undefined
    if (text.startsWith('[')) this.startSection(text, line)
    else if (text !== '' && !/^[#;]/.test(text)) this.assign(text, line)
  }

  private continuePrevious(text: string, line: number): void {
    const last = this.assignments.at(-1)
    if (this.previous === 'assignment' && last) last.value += `\n${stripStart(text)}`
    else if (this.previous === undefined) this.report('Unexpected continuation line', text, line)
  }

  private startSection(text: string, line: number): void {
    this.group = undefined
    this.complainedOfSection = true
    if (!text.endsWith(']')) this.report('Invalid section (must end with ])', text, line)
    else if (text === '[]') this.report('Empty section name', text, line)
    else {
      this.group = text.slice(1, -1)
      this.sections.push({ group: this.group, file: this.file, line, text })
    }
  }

  private assign(text: string, line: number): void {
    const delimiter = text.search(/[:=]/)
    const key = strip(text.slice(0, delimiter))
    if (delimiter < 0) this.report("No ':' or '=' found in assignment", text, line)
    else if (key === '') this.report('Key cannot be empty', text, line)
    else if (this.group === undefined) this.dropAssignment(text, line)
    else {
      const value = withoutQuotes(strip(text.slice(delimiter + 1)))
      this.assignments.push({ group: this.group, key, value, file: this.file, line, text })
      this.previous = 'assignment'
    }
  }

  /** A missing or faulty section is reported once, not for every line in it. */
  private dropAssignment(text: string, line: number): void {
    if (!this.complainedOfSection) this.report('Section must be started before assignment', text, line)
    this.complainedOfSection = true
    this.previous = 'dropped'
  }

  private report(why: string, text: string, line: number): void {
    const { file, group } = this
    this.previous = 'dropped'
    this.faults.push({
      severity: 'error',
      code: 'CONFIG_SYNTAX',
      message: `Failed to parse ${file}: at ${file}:${line}, ${why}: ${quote(text)}`,
      origin: { kind: 'file', file, line, text },
      ...(group === undefined ? {} : { group }),
      mark: stripStart(text),
    })
  }
}

function withoutQuotes(value: string): string {
  const isQuoted = /^["']/.test(value) && value.endsWith(value.charAt(0))
  return isQuoted ? value.slice(1, -1) : value
}

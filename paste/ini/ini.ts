import { decode } from 'ini'
import { findWord, type PasteError, type Spot } from '../errors.ts'
import { stripEnd } from './blanks.ts'
import { type Draft, LineReader } from './ini-lines.ts'

/** `key = value` of a section, before interpolation. */
export interface Entry {
  readonly section: string
  readonly key: string
  readonly value: string
  readonly file: string
  /** Number of its first line. */
  readonly line: number
  /** Its lines as they stand in the file, comments and blank lines between them included. */
  readonly source: readonly string[]
}

export interface Section {
  readonly name: string
  readonly line: number
  readonly source: string
  readonly entries: ReadonlyMap<string, Entry>
}

export interface IniFile {
  readonly file: string
  readonly defaults: ReadonlyMap<string, Entry>
  readonly sections: ReadonlyMap<string, Section>
  /** What is wrong with the text, in the order of its lines. Such lines are left out of the sections. */
  readonly faults: readonly PasteError[]
}

/** Reads the grammar of Python's ConfigParser, with keys as they are written: docs/paste-ini.md. */
export function parseIni(text: string, file: string): IniFile {
  const reader = new LineReader(file)
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  for (const [index, source] of lines.entries()) reader.read(source, index + 1)
  const sections = new Map<string, Section & { entries: Map<string, Entry> }>()
  const defaults = new Map<string, Entry>()
  for (const header of reader.headers.values()) {
    if (header.name !== 'DEFAULT') sections.set(header.name, { ...header, entries: new Map() })
  }
  const values = decodeValues([...reader.drafts.values()])
  for (const { section, key, line, source } of reader.drafts.values()) {
    const entries = sections.get(section)?.entries ?? defaults
    entries.set(key, { section, key, value: values(section, key), file, line, source })
  }
  return { file, defaults, sections, faults: reader.faults }
}

/** Where the section begins. */
export function spotOfSection({ file }: IniFile, { name, line, source }: Section): Spot {
  return { file, line, section: name, source }
}

/** Where the entry stands; with a word, the line of the entry that holds it. */
export function spotOf({ file, section, key, line, source }: Entry, word?: string): Spot {
  const holding = word === undefined ? -1 : source.findIndex(text => findWord(text, word) >= 0)
  const index = Math.max(holding, 0)
  return { file, section, key, line: line + index, source: source[index], ...(holding < 0 ? {} : { word }) }
}

/**
 * The `ini` package decodes the values. It would cut `#` off, retype `true` and split sections at dots, so it gets a
 * canonical text in which nothing but letters, digits and `%xx` occurs.
 */
function decodeValues(drafts: readonly Draft[]): (section: string, key: string) => string {
  const canonical = drafts.map(
    ({ section, key, pieces }) =>
      `[${armour(section)}]\n${armour(key)}=${armour(stripEnd(pieces.join('\n')))}`,
  )
  const parsed = decode(canonical.join('\n')) as Record<string, Record<string, string>>
  return (section, key) => decodeURIComponent(parsed[armour(section)]?.[armour(key)]?.slice(1) ?? '')
}

const armour = (text: string) => `:${encodeURIComponent(text).replaceAll('.', '%2E')}`

import { decode } from 'ini'
import { findWord, PasteError, type Spot } from './errors.ts'

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
  const { drafts, headers, faults } = readLines(text, file)
  const values = decodeValues(drafts)
  const sections = new Map<string, Section & { entries: Map<string, Entry> }>()
  const defaults = new Map<string, Entry>()
  for (const header of headers) {
    if (header.name !== 'DEFAULT') sections.set(header.name, { ...header, entries: new Map() })
  }
  for (const { section, key, line, source } of drafts) {
    const value = values(section, key)
    const entries = sections.get(section)?.entries ?? defaults
    entries.set(key, { section, key, value, file, line, source })
  }
  return { file, defaults, sections, faults }
}

/** Where the entry stands; with a word, the line of the entry that holds it. */
export function spotOf({ file, section, key, line, source }: Entry, word?: string): Spot {
  const holding = word === undefined ? -1 : source.findIndex(text => findWord(text, word) >= 0)
  const index = Math.max(holding, 0)
  return { file, section, key, line: line + index, source: source[index], ...(holding < 0 ? {} : { word }) }
}

interface Draft {
  readonly section: string
  readonly key: string
  readonly line: number
  readonly pieces: string[]
  readonly source: string[]
}

interface Header {
  readonly name: string
  readonly line: number
  readonly source: string
}

function readLines(text: string, file: string) {
  const drafts = new Map<string, Draft>()
  const headers = new Map<string, Header>()
  const faults: PasteError[] = []
  let section: string | undefined
  let entry: Draft | undefined
  let skipped: string[] = []
  let entryIndent = 0

  function addHeader(header: Header) {
    const earlier = headers.get(header.name)
    if (earlier && header.name !== 'DEFAULT') {
      faults.push(
        duplicate('PASTE_DUPLICATE_SECTION', { file, ...header, section: header.name }, earlier.line),
      )
    } else headers.set(header.name, header)
    section = header.name
    entry = undefined
  }

  function addEntry(draft: Draft) {
    const id = JSON.stringify([draft.section, draft.key])
    const earlier = drafts.get(id)
    entry = draft
    if (!earlier) drafts.set(id, draft)
    else
      faults.push(
        duplicate(
          'PASTE_DUPLICATE_KEY',
          { file, ...draft, source: draft.source[0], word: draft.key },
          earlier.line,
        ),
      )
  }

  function continueEntry(piece: string, source: string) {
    entry?.pieces.push(piece)
    entry?.source.push(...skipped, source)
    skipped = []
  }

  for (const [index, source] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = index + 1
    const content = strip(source)
    if (content === '' || content.startsWith('#') || content.startsWith(';')) {
      if (content === '') entry?.pieces.push('')
      skipped.push(source)
      continue
    }
    const indent = source.search(NOT_BLANK)
    if (entry && indent > entryIndent) {
      continueEntry(content, source)
      continue
    }
    skipped = []
    entryIndent = indent
    const header = /^\[(.+)\]/s.exec(content)?.[1]
    const option = OPTION.exec(content)
    if (header !== undefined) addHeader({ name: header, line, source })
    else if (section === undefined) faults.push(noHeader({ file, line, source }))
    else if (option?.[1])
      addEntry({ section, key: option[1], line, pieces: [option[2] ?? ''], source: [source] })
    else {
      entry = undefined
      faults.push(badLine({ file, line, section, source }, option !== null))
    }
  }
  return { drafts: [...drafts.values()], headers: headers.values(), faults }
}

/** Blanks are those of Python, of which JavaScript's \s lacks some. */
const BLANK = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const NOT_BLANK = new RegExp(`[^${BLANK}]`)
const OPTION = new RegExp(`^(.*?)[${BLANK}]*[=:][${BLANK}]*(.*)$`, 's')
const ENDS = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, 'g')
const WORDS = new RegExp(`[^${BLANK}]+`, 'g')

export const strip = (text: string) => text.replace(ENDS, '')

/** The words of a value that is a list, such as `pipeline`. */
export const splitWords = (text: string): string[] => text.match(WORDS) ?? []

/**
 * The `ini` package decodes the values. It would cut `#` off, retype `true` and split sections at dots, so it gets a
 * canonical text in which nothing but letters, digits and `%xx` occurs.
 */
function decodeValues(drafts: readonly Draft[]): (section: string, key: string) => string {
  const canonical = drafts.map(
    ({ section, key, pieces }) => `[${armour(section)}]\n${armour(key)}=${armour(joinPieces(pieces))}`,
  )
  const parsed = decode(canonical.join('\n')) as Record<string, Record<string, string>>
  return (section, key) => decodeURIComponent(parsed[armour(section)]?.[armour(key)]?.slice(1) ?? '')
}

const armour = (text: string) => `:${encodeURIComponent(text).replaceAll('.', '%2E')}`

const joinPieces = (pieces: readonly string[]) => pieces.join('\n').replace(new RegExp(`[${BLANK}]+$`), '')

function duplicate(
  code: 'PASTE_DUPLICATE_KEY' | 'PASTE_DUPLICATE_SECTION',
  at: Spot,
  earlier: number,
): PasteError {
  const name = code === 'PASTE_DUPLICATE_KEY' ? `key "${at.key}"` : `section [${at.section}]`
  return new PasteError(code, at, `the ${name} is already there, in line ${earlier}`, {
    hint: 'keep one of the two',
  })
}

function noHeader(at: Spot): PasteError {
  return new PasteError('PASTE_NO_HEADER', at, 'this line stands before the first [section]', {
    hint: 'put it below the section that it belongs to, or below [DEFAULT]',
  })
}

function badLine(at: Spot, isKeyMissing: boolean): PasteError {
  if (isKeyMissing) return new PasteError('PASTE_SYNTAX', at, 'there is no key before the delimiter')
  return new PasteError('PASTE_SYNTAX', at, 'this line is neither a [section] nor "key = value"', {
    hint: `write "${strip(at.source ?? '')} =" for an empty value, or indent the line if it continues the one above`,
  })
}

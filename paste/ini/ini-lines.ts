import { PasteError, type Spot } from '../errors.ts'
import { indentOf, splitOption, strip } from './blanks.ts'

/** `key = value` as it was read: the lines of the value, and those of the file. */
export interface Draft {
  readonly section: string
  readonly key: string
  readonly line: number
  readonly pieces: string[]
  readonly source: string[]
}

export interface Header {
  readonly name: string
  readonly line: number
  readonly source: string
}

/** Goes through the lines one by one; what is under way is a section, and in it an entry that may go on. */
export class LineReader {
  readonly drafts = new Map<string, Draft>()
  readonly headers = new Map<string, Header>()
  readonly faults: PasteError[] = []
  private readonly file: string
  private section: string | undefined = undefined
  private entry: Draft | undefined = undefined
  private indent = 0
  /** Blank lines and comments that belong to the entry if it goes on after them. */
  private skipped: string[] = []

  constructor(file: string) {
    this.file = file
  }

  read(source: string, line: number): void {
    const content = strip(source)
    const indent = indentOf(source)
    const isContinued = this.entry !== undefined && indent > this.indent
    if (content === '' || /^[#;]/.test(content)) this.skip(source, content)
    else if (isContinued) this.goOn(source, content)
    else this.begin(content, indent, { source, line })
  }

  private skip(source: string, content: string): void {
    if (content === '') this.entry?.pieces.push('')
    this.skipped.push(source)
  }

  private goOn(source: string, content: string): void {
    this.entry?.pieces.push(content)
    this.entry?.source.push(...this.skipped, source)
    this.skipped = []
  }

  private begin(content: string, indent: number, at: { source: string; line: number }): void {
    this.skipped = []
    this.indent = indent
    const header = /^\[(.+)\]/s.exec(content)?.[1]
    if (header !== undefined) this.beginSection({ name: header, ...at })
    else if (this.section !== undefined) this.beginEntry(this.section, content, at)
    // One that says it all: nothing has a section until the first header is put right.
    else if (this.faults.length === 0) this.faults.push(noHeader({ file: this.file, ...at }, content))
  }

  private beginSection(header: Header): void {
    const { name, line, source } = header
    const earlier = this.headers.get(name)
    if (earlier && name !== 'DEFAULT') {
      const at = { file: this.file, line, section: name, source }
      this.faults.push(duplicate('PASTE_DUPLICATE_SECTION', at, earlier.line))
    } else this.headers.set(name, header)
    this.section = name
    this.entry = undefined
  }

  private beginEntry(
    section: string,
    content: string,
    { line, source }: { line: number; source: string },
  ): void {
    this.entry = undefined
    const at = { file: this.file, line, section, source }
    const { key, value } = splitOption(content) ?? {}
    if (!key || value === undefined) {
      this.faults.push(badLine(at, key === ''))
      return
    }
    this.entry = { section, key, line, pieces: [value], source: [source] }
    const id = JSON.stringify([section, key])
    const earlier = this.drafts.get(id)
    if (earlier) this.faults.push(duplicate('PASTE_DUPLICATE_KEY', { ...at, key, word: key }, earlier.line))
    else this.drafts.set(id, this.entry)
  }
}

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

function noHeader(at: Spot, content: string): PasteError {
  if (content.startsWith('[')) {
    return new PasteError('PASTE_NO_HEADER', at, 'this line begins no section', { hint: closeHint(content) })
  }
  return new PasteError('PASTE_NO_HEADER', at, 'this line stands before the first [section]', {
    hint: 'put it below the section that it belongs to, or below [DEFAULT]',
  })
}

function badLine(at: Spot, isKeyMissing: boolean): PasteError {
  const text = strip(at.source ?? '')
  if (isKeyMissing) return new PasteError('PASTE_SYNTAX', at, 'there is no key before the delimiter')
  return new PasteError('PASTE_SYNTAX', at, 'this line is neither a [section] nor "key = value"', {
    hint: text.startsWith('[')
      ? closeHint(text)
      : `write "${text} =" for an empty value, or indent the line if it continues the one above`,
  })
}

const closeHint = (text: string) =>
  text.startsWith('[]') ? 'write a name between the brackets' : `write ${text}] if it begins a section`

import { parse, relative } from 'node:path'
import type { PasteCode } from './codes.ts'
import { maskUrls } from './mask-urls.ts'

/** A place in a file: enough to print the line and to mark a word in it. */
export interface Spot {
  readonly file?: string
  readonly line?: number
  readonly section?: string
  readonly key?: string
  /** The line as it stands in the file. */
  readonly source?: string
  /** The word of that line that is meant. */
  readonly word?: string
}

/** Something wrong with a paste file (`error`), or doubtful (`warning`). `formatDiagnostic` prints it. */
export interface Diagnostic extends Spot {
  readonly severity: 'error' | 'warning'
  readonly code: PasteCode
  /** One sentence: what is wrong. */
  readonly problem: string
  /** What to do about it. */
  readonly hint?: string
}

/** A fault in a paste file, or in what it names. Its message is the diagnostic as it is printed. */
export class PasteError extends Error implements Diagnostic {
  readonly severity = 'error'
  readonly code: PasteCode
  readonly problem: string
  declare readonly file?: string
  declare readonly line?: number
  declare readonly section?: string
  declare readonly key?: string
  declare readonly source?: string
  declare readonly word?: string
  declare readonly hint?: string

  constructor(code: PasteCode, at: Spot, problem: string, options: ErrorOptions & { hint?: string } = {}) {
    const { hint, ...rest } = options
    super(formatDiagnostic({ ...at, severity: 'error', code, problem, hint }), rest)
    this.name = 'PasteError'
    this.code = code
    this.problem = problem
    Object.assign(this, pickSpot(at), hint === undefined ? {} : { hint })
  }
}

export function warning(code: PasteCode, at: Spot, problem: string, hint?: string): Diagnostic {
  return { ...pickSpot(at), severity: 'warning', code, problem, ...(hint === undefined ? {} : { hint }) }
}

/** The diagnostic as people read it: code and place, the problem, the line with the word marked, the hint. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { code, problem, hint } = diagnostic
  const head = [code, formatPlace(diagnostic), formatSetting(diagnostic)].filter(Boolean).join('  ')
  const body = [maskUrls(problem), ...formatSource(diagnostic), ...(hint?.split('\n') ?? [])]
  return [head, ...body.map(line => `  ${line}`)].join('\n')
}

/** `file:line`, the file relative to the working directory when it is below it, unless everything is. */
export function formatPlace({ file, line }: Pick<Spot, 'file' | 'line'>): string {
  if (file === undefined) return ''
  const folder = process.cwd()
  const below = relative(folder, file)
  const isFar = below === '' || below.startsWith('..') || folder === parse(folder).root
  const name = isFar ? file : below
  return line === undefined ? name : `${name}:${line}`
}

function formatSetting({ section, key }: Spot): string {
  return [section === undefined ? '' : `[${section}]`, key ?? ''].filter(Boolean).join(' ')
}

function formatSource(spot: Spot): string[] {
  const { line } = spot
  if (spot.source === undefined || line === undefined) return []
  const source = maskUrls(spot.source)
  const word = spot.word && maskUrls(spot.word)
  const gutter = `${line} | `
  const shown = gutter + source
  const at = word === undefined ? -1 : findWord(source, word)
  if (at < 0 || word === undefined) return [shown]
  // Tabs before the word stay tabs, so that the mark stands below it whatever their width.
  const indent = ' '.repeat(gutter.length) + source.slice(0, at).replace(/[^\t]/g, ' ')
  return [shown, indent + '^'.repeat(word.length)]
}

/** Where `word` stands in `text`, preferably as a whole word; -1 when it does not. */
export function findWord(text: string, word: string): number {
  if (word === '') return -1
  for (let at = text.lastIndexOf(word); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(word, at - 1)) {
    const before = text[at - 1] ?? ' '
    const after = text[at + word.length] ?? ' '
    if (isBoundary(before) && isBoundary(after)) return at
  }
  return text.lastIndexOf(word)
}

const isBoundary = (character: string) => /[\s=:,[\]]/.test(character)

function pickSpot({ file, line, section, key, source, word }: Spot): Spot {
  const spot = { file, line, section, key, source, word }
  return Object.fromEntries(Object.entries(spot).filter(([, value]) => value !== undefined))
}

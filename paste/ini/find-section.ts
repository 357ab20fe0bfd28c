import { type Diagnostic, PasteError, type Spot, warning } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { type IniFile, type Section, spotOfSection } from './ini.ts'

export type Kind = 'app' | 'filter' | 'server'

/** The sections that can hold each kind of thing, in their spellings; the first spelling that is there counts. */
const families: Readonly<Record<Kind, readonly (readonly string[])[]>> = {
  app: [['app', 'application'], ['composite', 'composit'], ['pipeline'], ['filter-app']],
  filter: [['filter']],
  server: [['server']],
}

/** The one section for this kind and name. `asked` is where the name is used. */
export function findSection(
  ini: IniFile,
  { kind, name, asked }: { kind: Kind; name: string; asked: Spot },
  warn: (warning: Diagnostic) => void,
): Section {
  const perFamily = families[kind].map(spellings => spellings.map(prefix => sectionsOf(ini, prefix, name)))
  const found = perFamily.flatMap(spellings => spellings.find(sections => sections.length > 0) ?? [])
  const [section, second] = found
  const at = asked.file === undefined ? { file: ini.file } : asked
  if (section === undefined) throw noSection(ini, kind, name, at)
  if (second !== undefined) {
    const last = found.toSorted((one, other) => one.line - other.line).at(-1) ?? second
    throw ambiguous(found, name, asked.file === undefined ? spotOfSection(ini, last) : asked)
  }
  for (const hidden of perFamily.flat(2)) {
    if (hidden !== section) warn(shadowedSection(ini, hidden, section))
  }
  return section
}

/** The names of the sections that hold this kind. */
export function namesOf(ini: IniFile, kind: Kind): string[] {
  return [...ini.sections.values()].flatMap(section =>
    holds(section, kind) ? [splitHeader(section.name).name] : [],
  )
}

/** The sections of one spelling; blanks around the name do not count, so there can be several. */
function sectionsOf(ini: IniFile, prefix: string, name: string): Section[] {
  return [...ini.sections.values()].filter(section => {
    const header = splitHeader(section.name)
    return header.prefix === prefix && header.name === name
  })
}

const holds = (section: Section, kind: Kind) =>
  section.name.includes(':') && families[kind].flat().includes(splitHeader(section.name).prefix)

export function splitHeader(header: string): { prefix: string; name: string } {
  const [prefix = '', ...rest] = header.split(':')
  return { prefix, name: rest.join(':').trim() }
}

/** The kind that a section was most likely meant to be of, where it is of none: `app` for `[ap:main]` and `[App:main]`. */
export function meantKind({ name }: Section): string | undefined {
  const kinds = Object.values(families).flat(2)
  const { prefix } = splitHeader(name)
  return name.includes(':') && !kinds.includes(prefix) ? nearest(prefix, kinds) : undefined
}

const withArticle = (kind: Kind) => (kind === 'app' ? 'an app' : `a ${kind}`)

function noSection(ini: IniFile, kind: Kind, name: string, at: Spot): PasteError {
  const others = (['app', 'filter', 'server'] as const).filter(other => other !== kind)
  const other = others.find(candidate => namesOf(ini, candidate).includes(name))
  const hint =
    other === undefined
      ? suggestName(ini, kind, name, at)
      : `"${name}" (line ${lineOf(ini, other, name)}) is ${withArticle(other)}, and ${withArticle(kind)} is needed here`
  return new PasteError('PASTE_NO_SECTION', at, `there is no ${kind} "${name}"`, { hint })
}

function suggestName(ini: IniFile, kind: Kind, name: string, { key }: Spot): string {
  const misspelt = [...ini.sections.values()].find(section => {
    return splitHeader(section.name).name === name && families[kind].flat().includes(meantKind(section) ?? '')
  })
  if (misspelt)
    return `write [${meantKind(misspelt)}:${name}] for [${misspelt.name}] in line ${misspelt.line}`
  const right = nearest(name, namesOf(ini, kind))
  if (right !== undefined) return `did you mean "${right}" (line ${lineOf(ini, kind, right)})?`
  if (!isModulePath(name)) return `add a section [${kind}:${name}]`
  return key === 'use'
    ? `write call:${name}`
    : `give it a section [${kind}:NAME] with "paste.${kind}_factory = ${name}"`
}

const isModulePath = (name: string) => /^\.{0,2}\//.test(name)

function lineOf(ini: IniFile, kind: Kind, name: string): number | undefined {
  const sections = [...ini.sections.values()]
  return sections.find(section => holds(section, kind) && splitHeader(section.name).name === name)?.line
}

function ambiguous(found: readonly Section[], name: string, at: Spot): PasteError {
  const places = found.map(section => `[${section.name}] (line ${section.line})`).join(' and ')
  const hint = 'rename one of them'
  return new PasteError('PASTE_AMBIGUOUS_SECTION', at, `"${name}" can be ${places}`, { hint })
}

function shadowedSection(ini: IniFile, hidden: Section, used: Section): Diagnostic {
  const problem = `[${used.name}] in line ${used.line} is used instead of this section`
  return warning('PASTE_SHADOWED_SECTION', spotOfSection(ini, hidden), problem, 'keep one of the two')
}

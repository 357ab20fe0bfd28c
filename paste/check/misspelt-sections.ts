import { type Diagnostic, warning } from '../errors.ts'
import { meantKind, splitHeader } from '../ini/find-section.ts'
import { type IniFile, spotOf, spotOfSection } from '../ini/ini.ts'

/** Warnings of lines that look like the beginning of a section, and are read as something that nothing looks at. */
export function misspeltSections(ini: IniFile): Diagnostic[] {
  const { defaults, sections } = ini
  const kinds = [...sections.values()].flatMap(section => {
    const kind = meantKind(section)
    const at = spotOfSection(ini, section)
    const hint = `write [${kind}:${splitHeader(section.name).name}]`
    const problem = `[${section.name}] is no section that is built`
    return kind === undefined ? [] : [warning('PASTE_MISSPELT_SECTION', at, problem, hint)]
  })
  const entries = [defaults, ...[...sections.values()].map(section => section.entries)]
  const brackets = entries
    .flatMap(keys => [...keys.values()])
    .filter(({ key }) => key.startsWith('['))
    .map(entry => {
      const at = spotOf(entry)
      const line = at.source?.trim()
      const problem = `"${line}" is read as a key of [${entry.section}]`
      return warning('PASTE_MISSPELT_SECTION', at, problem, `write ${line}] if it begins a section`)
    })
  return [...kinds, ...brackets]
}

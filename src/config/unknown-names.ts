import type { Declarations } from './declarations.ts'
import type { Diagnostic } from './diagnostic.ts'
import { knownNames } from './known-names.ts'
import { nearest } from './nearest.ts'
import type { Assignment, OsloFile, Section } from './oslo-ini.ts'
import { normalizeGroup } from './settings.ts'

/** Every name that somebody reads, or has read, or that belongs to a library of Glance's. */
export interface KnownNames {
  /** The options of a section; undefined where the section is nobody's. */
  keysOf(group: string): ReadonlySet<string> | undefined
  readonly groups: readonly string[]
}

interface Knowledge extends KnownNames {
  /** Whether the section may hold whatever else, too. */
  isOpen(group: string): boolean
}

/** What is declared, what is merely known, and what the sections of `backends` may hold. */
export function knownNamesOf(
  declarations: Declarations,
  backends: readonly string[],
  backendKeys: readonly string[],
): KnownNames {
  const names = new Map<string, Set<string>>()
  const learn = (group: string, keys: readonly string[]) => {
    const name = normalizeGroup(group)
    names.set(name, new Set([...(names.get(name) ?? []), ...keys]))
  }
  for (const [group, keys] of Object.entries(knownNames)) learn(group, keys.trim().split(/\s+/))
  for (const group of declarations.groups) learn(group, declarations.keysOf(group))
  const ofStores = [...(names.get('glance_store') ?? []), ...backendKeys]
  const reserved = ['backend_defaults', 'os_glance_staging_store', 'os_glance_tasks_store']
  for (const group of [...backends, ...reserved]) learn(group, ofStores)
  return {
    keysOf: group =>
      names.get(normalizeGroup(group)) ?? (group.startsWith('cors.') ? names.get('cors') : undefined),
    groups: [...names.keys()],
  }
}

/** A warning for each name that nothing reads, with the one that was most likely meant. */
export function unknownNames(files: readonly OsloFile[], known: Knowledge): Diagnostic[] {
  return files.flatMap(({ sections, assignments }) => [
    ...sections
      .filter(({ group }) => known.keysOf(group) === undefined)
      .flatMap(section => misspeltGroup(section, known.groups)),
    ...assignments
      .filter(({ group, key }) => !known.isOpen(group) && known.keysOf(group)?.has(key) === false)
      .map(assignment => unknownOption(assignment, known)),
  ])
}

/** Sections that are nobody's are left alone, unless they look like a slip. */
function misspeltGroup(section: Section, groups: readonly string[]): Diagnostic[] {
  const { group, file, line, text } = section
  const meant =
    groups.find(other => other.toLowerCase() === group.toLowerCase()) ?? nearest(group.toLowerCase(), groups)
  if (meant === undefined) return []
  return [
    {
      severity: 'warning',
      code: 'CONFIG_UNKNOWN_GROUP',
      message: 'nothing reads this section',
      origin: { kind: 'file', file, line, text },
      group,
      mark: group,
      hint: `did you mean [${meant}]?`,
    },
  ]
}

function unknownOption(assignment: Assignment, { keysOf, groups }: KnownNames): Diagnostic {
  const { group, key, file, line, text } = assignment
  const meant = nearest(key, keysOf(group) ?? [])
  const home = groups.find(other => keysOf(other)?.has(key))
  const hint = meant ? `did you mean "${meant}"?` : home && `it belongs in [${home}]`
  return {
    severity: 'warning',
    code: 'CONFIG_UNKNOWN_OPTION',
    message: `there is no option "${key}" in [${group}]`,
    origin: { kind: 'file', file, line, text },
    group,
    key,
    mark: key,
    ...(hint ? { hint } : {}),
  }
}

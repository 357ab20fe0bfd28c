import type { Option, OptionGroup, Options } from './config.ts'
import { namesOf, normalizeGroup, type OptionName } from './settings.ts'

export interface Declared extends OptionName {
  readonly option: Option<unknown>
}

/** Every declared option, and where to find one by any of its names. */
export interface Declarations {
  readonly all: readonly Declared[]
  find(name: OptionName): Declared | undefined
  hasGroup(group: string): boolean
  /** Names of a group, current and older ones. */
  keysOf(group: string): readonly string[]
  readonly groups: readonly string[]
}

export function declarationsOf(groups: readonly OptionGroup<Options>[]): Declarations {
  const all = groups.flatMap(({ name: group, options }) =>
    Object.entries(options).map(([key, option]) => ({ group, key, option })),
  )
  const byGroup = new Map<string, Map<string, Declared>>()
  const current = all.map(declared => [declared, declared] as const)
  const older = all.flatMap(declared =>
    namesOf(declared.group, declared.key, declared.option)
      .slice(1)
      .map(name => [name, declared] as const),
  )
  for (const [{ group, key }, declared] of [...current, ...older]) {
    const members = byGroup.get(normalizeGroup(group)) ?? new Map<string, Declared>()
    byGroup.set(normalizeGroup(group), members)
    if (!members.has(key)) members.set(key, declared)
  }
  return {
    all,
    find: ({ group, key }) => byGroup.get(normalizeGroup(group))?.get(key),
    hasGroup: group => byGroup.has(normalizeGroup(group)),
    keysOf: group => [...(byGroup.get(normalizeGroup(group))?.keys() ?? [])],
    groups: [...byGroup.keys()],
  }
}

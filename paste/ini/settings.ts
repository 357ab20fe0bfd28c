import type { Spot } from '../errors.ts'
import type { Conf } from '../types.ts'
import { type Entry, spotOf } from './ini.ts'

/** A value after interpolation, and the lines it comes from; the caller's own values come from none. */
export interface Setting {
  readonly key: string
  readonly value: string
  readonly entry?: Entry
}

export type Settings = Map<string, Setting>

/** The settings as factories get them. */
export const confOf = (settings: Settings): Conf =>
  Object.fromEntries([...settings.values()].map(({ key, value }) => [key, value]))

export function takeSetting(settings: Settings, key: string): Setting | undefined {
  const setting = settings.get(key)
  settings.delete(key)
  return setting
}

/** Where the setting stands; with a word, the line that holds it. */
export const spotOfSetting = ({ key, entry }: Setting, word?: string): Spot =>
  entry ? spotOf(entry, word) : { key }

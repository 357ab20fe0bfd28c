import type { Config } from './config.ts'
import type { Diagnostic } from './diagnostic.ts'

/** Where an option is to be mended: at the line that sets it, else where its section begins. */
export function placeOfOption(
  config: Pick<Config, 'placeOf'>,
  group: string,
  key: string,
): Pick<Diagnostic, 'origin' | 'group' | 'key'> {
  return { origin: config.placeOf(group, key) ?? config.placeOf(group), group, key }
}

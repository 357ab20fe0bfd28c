import { nearest } from '../nearest.ts'
import type { Conf } from '../types.ts'
import type { OptionFault, Options } from './read-options.ts'
import { isStandardSchema } from './standard-schema.ts'

interface Selecting {
  readonly options?: Options
  readonly inheritsDefault?: boolean
  readonly allowsOtherKeys?: boolean
}

/** The keys that options are read from; a schema gets the section as it is. */
export function selectKeys(
  { options = {}, inheritsDefault = false, allowsOtherKeys = false }: Selecting,
  conf: Conf,
  defaults: Conf,
): Conf {
  if (isStandardSchema(options)) return conf
  const declared = (keys: Conf) => Object.entries(keys).filter(([key]) => Object.hasOwn(options, key))
  return Object.fromEntries([
    ...(inheritsDefault ? declared(defaults) : []),
    ...(allowsOtherKeys ? declared(conf) : Object.entries(conf)),
  ])
}

/** Keys that are none of the options and so much like one that it may have been meant. */
export function misspeltKeys(options: Options, conf: Conf): OptionFault[] {
  const unused = Object.keys(options).filter(key => !Object.hasOwn(conf, key))
  return Object.keys(conf)
    .filter(key => !Object.hasOwn(options, key))
    .flatMap(key => {
      const meant = nearest(key, unused, { most: 3 })
      if (meant === undefined) return []
      const problem = `"${key}" is no option, and is ignored`
      return { code: 'PASTE_MISSPELT_OPTION', key, problem, hint: `did you mean "${meant}"?` } as const
    })
}

import { type Option, option } from '../../paste/options/options.ts'
import type { Globals } from '../../paste/types.ts'
import type { Option as Configured, OptionGroup, Options, Values } from '../../src/config/config.ts'
import { configuration } from '../../src/services.ts'

type Own<S extends Options> = { readonly [K in keyof S]: Option<Values<S>[K] | undefined> }

/** How `defineFilter` reads a group of the configuration from the section of a stock filter: every key may be missing there,
 * or stand in `[DEFAULT]`, under an older name too, and files of other releases have keys besides. */
export function sectionOptions<S extends Options>(group: OptionGroup<S>) {
  const own = Object.entries(group.options).flatMap(([name, configured]) =>
    namesOf(name, configured).map(each => [each, ownOption(configured)]),
  )
  return {
    options: Object.fromEntries(own) as Own<S>,
    inheritsDefault: true,
    allowsOtherKeys: true,
  } as const
}

/** The values of the group: those of the section, and of the configuration of the service where it is silent: of the section
 * `from` there, if one is named. */
export async function completeOptions<S extends Options>(
  own: Partial<Values<S>>,
  globals: Globals,
  group: OptionGroup<S>,
  from?: string,
): Promise<Values<S>> {
  const config = await globals.borrow(configuration)
  return overlay(config.read(group, { group: from || group.name }), own, group)
}

/** The values, with those of a section in their place. */
export function overlay<S extends Options>(
  values: Values<S>,
  own: Readonly<Record<string, unknown>>,
  { options }: OptionGroup<S>,
): Values<S> {
  const given = Object.entries(options).flatMap(([name, configured]) => {
    const key = namesOf(name, configured).find(each => own[each] !== undefined)
    return key === undefined ? [] : [[name, own[key]]]
  })
  return { ...values, ...Object.fromEntries(given) }
}

/** The name of an option, and older ones of the same group. */
function namesOf(name: string, { deprecatedNames = [] }: Configured<unknown>): readonly string[] {
  return [name, ...deprecatedNames.filter(older => !older.includes('.'))]
}

function ownOption<T>({ type, parse, secret = false }: Configured<T>): Option<T | undefined> {
  return option.optional<T>({
    kind: type,
    required: true,
    secret,
    parse(text) {
      try {
        return parse(text)
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause)
        throw new Error(`cannot be read: ${reason}`, { cause })
      }
    },
  })
}

import { type Option, option } from '../paste/options/options.ts'
import type { Globals } from '../paste/types.ts'
import type { Option as Configured, OptionGroup, Options, Values } from '../src/config/config.ts'
import { configuration } from '../src/services.ts'

type Own<S extends Options> = { readonly [K in keyof S]: Option<Values<S>[K] | undefined> }

/** How `defineFilter` reads a group of the configuration from the section of a stock filter: every key may be missing there,
 * or stand in `[DEFAULT]`, and files of other releases have keys besides. */
export function sectionOptions<S extends Options>(group: OptionGroup<S>) {
  const own = Object.entries(group.options).map(([name, configured]) => [name, ownOption(configured)])
  return {
    options: Object.fromEntries(own) as Own<S>,
    inheritsDefault: true,
    allowsOtherKeys: true,
  } as const
}

/** The values of the group: those of the section, and of the configuration of the service where it is silent. */
export async function completeOptions<S extends Options>(
  own: Partial<Values<S>>,
  globals: Globals,
  group: OptionGroup<S>,
): Promise<Values<S>> {
  const config = await globals.borrow(configuration)
  const given = Object.entries(own).filter(([, value]) => value !== undefined)
  return { ...config.read(group), ...Object.fromEntries(given) }
}

function ownOption<T>({ type, parse }: Configured<T>): Option<T | undefined> {
  return option.optional<T>({
    kind: type,
    required: true,
    secret: false,
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

import type { Conf, Globals } from '../paste/types.ts'
import type { OptionGroup, Options, Values } from '../src/config/config.ts'
import { configuration } from '../src/services.ts'

/** The options of a group, as a stock filter sees them: its own section of the paste file first, then `[DEFAULT]` of that
 * file, then the configuration of the service. */
export async function readOptions<S extends Options>(
  globals: Globals,
  conf: Conf,
  group: OptionGroup<S>,
): Promise<Values<S>> {
  const config = await globals.borrow(configuration)
  const here: Conf = { ...globals.conf, ...conf }
  const overridden = Object.entries(group.options)
    .filter(([name]) => here[name] !== undefined)
    .map(([name, option]) => [name, readText(name, here[name] ?? '', option.parse)])
  return { ...config.read(group), ...Object.fromEntries(overridden) }
}

function readText<T>(name: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text)
  } catch (cause) {
    throw new Error(`${name} = ${text}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

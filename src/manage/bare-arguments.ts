import { Exit } from './exit.ts'

/** What an action of `db` was given without the names of options, in the order of `names`. Glance lets a surplus argument
 * fail in the action itself, so that it ends with 1, and not as an error of usage. */
export function nameBareArguments<Name extends string>(
  action: string,
  names: readonly Name[],
  bare: readonly string[],
  options: object = {},
): Readonly<Partial<Record<Name, string>>> {
  if (bare.length > names.length) {
    const most = names.length === 0 ? 'no arguments' : `no more than ${names.join(' and ')}`
    throw new Exit(`db ${action} takes ${most}, and was given: ${bare.join(' ')}`)
  }
  const named: Partial<Record<Name, string>> = {}
  for (const [index, value] of bare.entries()) {
    const name = names[index]
    if (name === undefined) break
    if (name in options) throw new Exit(`db ${action} was given ${name} twice: bare, and as --${name}`)
    named[name] = value
  }
  return named
}

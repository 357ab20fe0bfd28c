import { type Diagnostic, PasteError, type Spot, warning } from '../errors.ts'
import { confOf, spotOfSetting } from '../ini/settings.ts'
import { nearest } from '../nearest.ts'
import { type FactoryDescription, factoryDescription } from '../options/define-filter.ts'
import type { OptionFault } from '../options/read-options.ts'
import { blacken, looksSecret } from '../options/secrets.ts'
import type { FactoryContext } from '../plan/context.ts'

/** What is wrong with the section's options, each at its line, where the factory declares options. */
export async function describeFaults(factory: unknown, context: FactoryContext): Promise<PasteError[]> {
  const description = factoryDescription(factory)
  const faults = (await description?.validate(confOf(context.locals), confOf(context.globals))) ?? []
  return faults.map(fault => {
    const { code, problem, hint, cause } = fault
    return new PasteError(code, shownSpot(fault, description, context), problem, { hint, cause })
  })
}

/** Keys of the section that its factory lets be, and that look like a mistake. */
export function describeDoubts(factory: unknown, context: FactoryContext): Diagnostic[] {
  const description = factoryDescription(factory)
  const doubts = description?.doubt(confOf(context.locals)) ?? []
  return doubts.map(doubt =>
    warning(doubt.code, shownSpot(doubt, description, context), doubt.problem, doubt.hint),
  )
}

/** Where a fault stands, without the value of a key that is secret, or may be a slip of one that is. */
function shownSpot(
  fault: OptionFault,
  description: FactoryDescription | undefined,
  context: FactoryContext,
): Spot {
  const at = spotOfFault(fault, context)
  return fault.key !== undefined && isSecret(fault.key, description?.options) ? blacken(at) : at
}

function isSecret(key: string, options: FactoryDescription['options'] = {}): boolean {
  if (options[key]) return options[key].secret
  const secrets = Object.keys(options).filter(name => options[name]?.secret || looksSecret(name))
  return looksSecret(key) || nearest(key, secrets) !== undefined
}

/** What the section names for its factory to import, where the factory declares such keys. */
export function namesToImport(factory: unknown, { locals }: FactoryContext): string[] {
  const keys = factoryDescription(factory)?.imports ?? []
  return keys.flatMap(key => locals.get(key)?.value ?? [])
}

/** Where what a factory says of one of its keys stands: the line of the key, there or in `[DEFAULT]`, or the section that
 * has no such line. */
export function spotOfFault(
  { code, key }: Pick<PasteError, 'code' | 'key'>,
  { locals, globals, at, section }: FactoryContext,
): Spot {
  const found = key === undefined ? undefined : (locals.get(key) ?? globals.get(key))
  if (!found?.entry || code === 'PASTE_MISSING_OPTION') return { ...at, section, key }
  return spotOfSetting(found, isAboutKey(code) ? key : found.value)
}

const isAboutKey = (code: string) => code === 'PASTE_UNKNOWN_OPTION' || code === 'PASTE_MISSPELT_OPTION'

import { type Diagnostic, PasteError, type Spot, warning } from '../errors.ts'
import { confOf, spotOfSetting } from '../ini/settings.ts'
import { factoryDescription } from '../options/define-filter.ts'
import { blacken, looksSecret } from '../options/secrets.ts'
import type { FactoryContext } from './context.ts'

/** What is wrong with the section's options, each at its line, where the factory declares options. */
export async function describeFaults(factory: unknown, context: FactoryContext): Promise<PasteError[]> {
  const description = factoryDescription(factory)
  const faults = (await description?.validate(confOf(context.locals), confOf(context.globals))) ?? []
  return faults.map(fault => {
    const { code, key, problem, hint, cause } = fault
    const declared = key === undefined ? undefined : description?.options?.[key]
    const isSecret = declared ? declared.secret : key !== undefined && looksSecret(key)
    const at = spotOfFault(fault, context)
    return new PasteError(code, isSecret ? blacken(at) : at, problem, { hint, cause })
  })
}

/** Keys of the section that its factory lets be, and that look like a mistake. */
export function describeDoubts(factory: unknown, context: FactoryContext): Diagnostic[] {
  const doubts = factoryDescription(factory)?.doubt(confOf(context.locals)) ?? []
  return doubts.map(doubt => warning(doubt.code, spotOfFault(doubt, context), doubt.problem, doubt.hint))
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

import { PasteError, type Spot } from '../errors.ts'
import { confOf, spotOfSetting } from '../ini/settings.ts'
import { factoryDescription } from '../options/define-filter.ts'
import { blacken } from '../options/secrets.ts'
import type { FactoryContext } from './context.ts'

/** What is wrong with the section's options, each at its line, where the factory declares options. */
export async function describeFaults(factory: unknown, context: FactoryContext): Promise<PasteError[]> {
  const description = factoryDescription(factory)
  const faults = (await description?.validate(confOf(context.locals))) ?? []
  return faults.map(fault => {
    const isSecret = fault.key !== undefined && description?.options?.[fault.key]?.secret === true
    const at = spotOfFault(fault, context)
    return new PasteError(fault.code, isSecret ? blacken(at) : at, fault.problem, { hint: fault.hint })
  })
}

/** What the section names for its factory to import, where the factory declares such keys. */
export function namesToImport(factory: unknown, { locals }: FactoryContext): string[] {
  const keys = factoryDescription(factory)?.imports ?? []
  return keys.flatMap(key => locals.get(key)?.value ?? [])
}

/** Where what a factory says of one of its keys stands: the line of the key, or the section that has no such line. */
export function spotOfFault(
  { code, key }: Pick<PasteError, 'code' | 'key'>,
  { locals, at, section }: FactoryContext,
): Spot {
  const setting = key === undefined ? undefined : locals.get(key)
  if (!setting?.entry) return { ...at, section, key }
  return spotOfSetting(setting, code === 'PASTE_UNKNOWN_OPTION' ? key : setting.value)
}

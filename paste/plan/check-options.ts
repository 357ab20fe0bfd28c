import { PasteError, type Spot } from '../errors.ts'
import { confOf, spotOfSetting } from '../ini/settings.ts'
import { factoryDescription } from '../options/define-filter.ts'
import type { OptionFault } from '../options/read-options.ts'
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

function spotOfFault({ code, key }: OptionFault, { locals, at, section }: FactoryContext): Spot {
  const setting = key === undefined ? undefined : locals.get(key)
  if (!setting?.entry) return { ...at, section, key }
  return spotOfSetting(setting, code === 'PASTE_UNKNOWN_OPTION' ? key : setting.value)
}

import type { Spot } from '../errors.ts'
import { splitWords } from '../ini/blanks.ts'
import { spotOfSetting } from '../ini/settings.ts'
import { type FactoryDescription, factoryDescription } from '../options/define-filter.ts'
import type { FactoryContext } from '../plan/context.ts'
import { importFactory, importNamed } from './import-factory.ts'
import { locateFactory, type Resolver } from './locate.ts'
import type { Protocol } from './protocols.ts'

export interface ImportedFactory {
  readonly factory: unknown
  readonly protocol: Protocol
}

/** Finds and imports factories, each once. */
export interface Factories {
  import(context: FactoryContext): Promise<ImportedFactory>
  /** What the factory declares; nothing, if it is a plain function. */
  describe(context: FactoryContext): Promise<FactoryDescription | undefined>
  /** Imports the function that a value of the section names as `MODULE:export`. */
  importValue(name: string, context: FactoryContext): Promise<unknown>
}

export function createFactories(resolver: Resolver): Factories {
  const imported = new Map<string, Promise<ImportedFactory>>()

  async function importNow({ factory: name, kind }: FactoryContext): Promise<ImportedFactory> {
    const located = locateFactory(name, kind, resolver)
    return { factory: await importFactory(located, name), protocol: located.protocol }
  }

  function importOnce(context: FactoryContext): Promise<ImportedFactory> {
    const { how, name, protocol, at } = context.factory
    const id = JSON.stringify([context.kind, how, name, protocol, at])
    const importing = imported.get(id) ?? importNow(context)
    imported.set(id, importing)
    return importing
  }

  return {
    import: importOnce,
    describe: async context => factoryDescription((await importOnce(context)).factory),
    importValue: (name, context) => importNamed(name, spotOfName(context, name), resolver),
  }
}

/** The setting of the section that holds the name, or the section itself. */
export function spotOfName({ locals, at }: FactoryContext, name: string): Spot {
  const setting = [...locals.values()].find(({ value }) => value === name || splitWords(value).includes(name))
  return setting?.entry ? spotOfSetting(setting, name) : at
}

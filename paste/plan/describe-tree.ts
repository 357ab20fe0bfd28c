import { PasteError } from '../errors.ts'
import { locateFactory, type Resolver } from '../factories/locate.ts'
import type { Protocol } from '../factories/protocols.ts'
import type { Kind } from '../ini/find-section.ts'
import type { Setting, Settings } from '../ini/settings.ts'
import { maskUrls } from '../mask-urls.ts'
import { looksSecret } from '../options/secrets.ts'
import type { Context, FactoryContext } from './context.ts'
import type { Root } from './root.ts'
import { type Branch, growTree, type Tree } from './tree.ts'

/** A value, and the line that says it; one of the caller comes from no line. */
export interface PlannedSetting {
  readonly key: string
  readonly value: string
  /** Header of the section, such as `DEFAULT`. */
  readonly section?: string
  readonly file?: string
  readonly line?: number
}

/** What a section is made by. */
export interface PlannedFactory {
  /** MODULE:export or PACKAGE#entry, aliases replaced. */
  readonly name: string
  /** As the file has it. */
  readonly spelling: string
  readonly protocol?: Protocol
  /** URL of the module, where there is one. */
  readonly module?: string
}

/** What would be built: a plain tree, as JSON can hold it. */
export interface Plan {
  readonly kind: Kind
  readonly type: Context['type']
  readonly name: string
  readonly section?: string
  readonly file?: string
  readonly line?: number
  readonly factory?: PlannedFactory
  readonly globals: readonly PlannedSetting[]
  readonly locals: readonly PlannedSetting[]
  readonly branches: readonly PlannedBranch[]
}

/** Filters, outermost first, around what is inwards of them; of a composite, with the key that leads there. */
export interface PlannedBranch {
  readonly label?: string
  readonly filters: readonly Plan[]
  readonly inner: Plan
}

/** The plan of a context, and of what is guessed to be among its parts. */
export async function describeContext(context: Context, root: Root): Promise<Plan> {
  return describeTree(await growTree(context, { ...root, guesses: true }), root.resolver)
}

export function describeTree({ context, branches }: Tree, resolver: Resolver): Plan {
  const { kind, type, name, section, at, globals, locals } = context
  return {
    kind,
    type,
    name,
    ...defined({ section, file: at.file, line: at.line }),
    ...(context.type === 'factory' ? { factory: describeFactory(context, resolver) } : {}),
    globals: describeSettings(globals),
    locals: describeSettings(locals),
    branches: branches.map(branch => describeBranch(branch, resolver)),
  }
}

function describeBranch({ label, filters, inner }: Branch, resolver: Resolver): PlannedBranch {
  return {
    ...defined({ label }),
    filters: filters.map(filter => describeTree(filter, resolver)),
    inner: describeTree(inner, resolver),
  }
}

function describeFactory({ factory, kind }: FactoryContext, resolver: Resolver): PlannedFactory {
  const { name, spelling } = factory
  try {
    const { protocol, url } = locateFactory(factory, kind, resolver)
    return { name, spelling, protocol, module: url }
  } catch (error) {
    if (!(error instanceof PasteError)) throw error
    return { name, spelling, ...defined({ protocol: factory.protocol }) }
  }
}

const describeSettings = (settings: Settings) => [...settings.values()].map(describeSetting)

function describeSetting({ key, value, entry }: Setting): PlannedSetting {
  const shown = looksSecret(key) && value !== '' ? '***' : maskUrls(value)
  return { key, value: shown, ...defined({ section: entry?.section, file: entry?.file, line: entry?.line }) }
}

function defined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}

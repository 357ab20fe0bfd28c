import { PasteError } from '../errors.ts'
import type { RequestKey } from '../keys.ts'
import type {
  App,
  AppFactory,
  Conf,
  Eventually,
  Filter,
  FilterFactory,
  Globals,
  Serve,
  ServerFactory,
} from '../types.ts'
import type { Option } from './options.ts'
import { type OptionFault, type Options, readOptions, type Values } from './read-options.ts'
import { misspeltKeys, selectKeys } from './select-keys.ts'
import { isStandardSchema } from './standard-schema.ts'

/** What `defineFilter`, `defineApp` and `defineServer` make a factory of. */
export interface Definition<O extends Options, Made> {
  /** A table of `option.…`, or a Standard Schema (zod, valibot, arktype …) for the section as a whole. */
  readonly options?: O
  /** A key of the table that the section lacks may stand in `[DEFAULT]`. */
  readonly inheritsDefault?: boolean
  /** Keys that are not in the table are let be; one that is much like one of them is warned of. */
  readonly allowsOtherKeys?: boolean
  /** What must be on the request before this one runs: keys, or names of keys. */
  readonly requires?: readonly (RequestKey<unknown> | string)[]
  /** What this one puts on the request. */
  readonly provides?: readonly (RequestKey<unknown> | string)[]
  /** Keys whose value is the `MODULE:export` of something that `create` imports. */
  readonly imports?: readonly string[]
  create(options: Values<O>, globals: Globals): Eventually<Made>
}

/** What is known of a factory without calling it. */
export interface FactoryDescription {
  /** Absent when a schema stands in their place. */
  readonly options?: Readonly<Record<string, Option<unknown>>>
  readonly requires: readonly string[]
  readonly provides: readonly string[]
  /** Keys whose value names something to import. */
  readonly imports: readonly string[]
  /** Everything that is wrong with a section of these keys, below a `[DEFAULT]` of those; nothing is created. */
  validate(conf: Conf, defaults?: Conf): Promise<readonly OptionFault[]>
  /** Keys of a section that may be misspelt. */
  doubt(conf: Conf): readonly OptionFault[]
}

/** A filter factory that gets typed options, and says before it is called what it needs and gives. */
export function defineFilter<O extends Options = Record<never, never>>(
  definition: Definition<O, Filter>,
): FilterFactory {
  return describe(makeFactory(definition), definition)
}

/** The same for `paste.app_factory`. */
export function defineApp<O extends Options = Record<never, never>>(
  definition: Definition<O, App>,
): AppFactory {
  return describe(makeFactory(definition), definition)
}

/** The same for `paste.server_factory`. */
export function defineServer<O extends Options = Record<never, never>>(
  definition: Definition<O, Serve>,
): ServerFactory {
  return describe(makeFactory(definition), definition)
}

/** What `defineFilter` and its kin noted; undefined for a plain function. */
export function factoryDescription(factory: unknown): FactoryDescription | undefined {
  return typeof factory === 'function' ? (factory as Described)[description] : undefined
}

const description = Symbol.for('glasspaste.factory')

interface Described {
  [description]?: FactoryDescription
}

function makeFactory<O extends Options, Made>(definition: Definition<O, Made>) {
  // Without declared options there are none, as the default of O says.
  const { options = {} as O, create } = definition
  return async (globals: Globals, conf: Conf): Promise<Made> => {
    const reading = await readOptions(options, selectKeys(definition, conf, globals.conf))
    if ('values' in reading) return create(reading.values, globals)
    throw toError(reading.faults, globals)
  }
}

function describe<F extends object, O extends Options>(factory: F, definition: Definition<O, unknown>): F {
  const { options = {}, requires = [], provides = [], imports = [] } = definition
  const noted: FactoryDescription = {
    ...(isStandardSchema(options) ? {} : { options: options as Readonly<Record<string, Option<unknown>>> }),
    requires: requires.map(nameOf),
    provides: provides.map(nameOf),
    imports,
    async validate(conf, defaults = {}) {
      const reading = await readOptions<Options>(options, selectKeys(definition, conf, defaults))
      return 'faults' in reading ? reading.faults : []
    },
    doubt: conf => (definition.allowsOtherKeys ? misspeltKeys(options, conf) : []),
  }
  return Object.assign(factory, { [description]: noted } satisfies Described)
}

const nameOf = (key: RequestKey<unknown> | string) => (typeof key === 'string' ? key : key.name)

/** The first fault carries the code; the others follow in its text. */
function toError([first, ...others]: readonly OptionFault[], { file }: Globals): PasteError {
  if (first === undefined) throw new Error('a schema refused the section without naming a reason')
  const { code, key, problem, hint, cause } = first
  const more = others.map(fault => `${fault.key ?? 'the section'}: ${fault.problem}`)
  return new PasteError(code, { file, key }, [problem, ...more].join('\n'), { hint, cause })
}

import type { Option, OptionGroup, Options } from './config.ts'
import {
  type Limits,
  type Reader,
  readBoolean,
  readBoundedList,
  readChoice,
  readDict,
  readFloat,
  readHost,
  readInteger,
  readList,
  readPattern,
} from './values.ts'

/** What every declaration may say besides its default. */
export type Declared = { readonly help: string } & Partial<
  Pick<
    Option<unknown>,
    'secret' | 'cli' | 'short' | 'deprecatedNames' | 'deprecatedForRemoval' | 'sample' | 'hint'
  >
>

/** With a default the reader always gets a value, without one it may get undefined. */
interface Declare<T, Extra = unknown> {
  (declared: Declared & Extra & { readonly default: T }): Option<T>
  (declared: Declared & Extra & { readonly default?: undefined }): Option<T | undefined>
}

interface DeclareList {
  <T = string>(
    declared: Declared & { readonly of?: Reader<T>; readonly default: readonly NoInfer<T>[] },
  ): Option<readonly T[]>
  <T = string>(
    declared: Declared & { readonly of?: Reader<T>; readonly default?: undefined },
  ): Option<readonly T[] | undefined>
}

interface DeclareChoice {
  <const C extends string>(declared: Declared & Choices<C> & { readonly default: NoInfer<C> }): Option<C>
  <const C extends string>(
    declared: Declared & Choices<C> & { readonly default?: undefined },
  ): Option<C | undefined>
}

export function optionGroup<S extends Options>(name: string, options: S): OptionGroup<S> {
  return { name, options }
}

/** Any text; with a `pattern` only those in which it occurs. */
export const text = kind<string, { readonly pattern?: RegExp }>('string', readText)

export const boolean = kind<boolean>('boolean', () => readBoolean)

/** An empty value means that the option is not set. */
export const integer = kind<number, Limits>('integer', numbers(readInteger))

/** An empty value means that the option is not set. */
export const float = kind<number, Limits>('floating point', numbers(readFloat))

/** A TCP or UDP port, 0 included. */
export const port = kind<number, Limits>('port', limits =>
  numbers(readInteger)({ min: 0, max: 65535, ...limits }),
)

/** An IPv4 or IPv6 address or a host name. */
export const host = kind<string>('host address', () => readHost)

/** `name:value` pairs, separated by commas. */
export const dict = kind<Readonly<Record<string, string>>>('dict', () => readDict)

/** Every line that sets it adds one value. */
export const multi = kind<readonly string[]>('multi-valued', () => value => [value])

/** One of the `choices`. */
export const choice = kind<string, Choices>('string', readOneOf) as DeclareChoice

/** Items separated by commas; `of` reads one. */
export const list = kind<readonly unknown[], Items>('list', readItems) as DeclareList

/** A list that the file must write in brackets: `[a,b]`. */
export const boundedList = kind<readonly unknown[], Items>('bounded list', readBoundedItems) as DeclareList

interface Choices<C = string> {
  readonly choices: readonly C[]
  /** Whether another spelling in capitals and small letters means the same choice. */
  readonly ignoreCase?: boolean
}

interface Items {
  readonly of?: Reader<unknown>
}

function kind<T, Extra = unknown>(
  type: string,
  reader: (declared: Extra & { readonly default?: T }) => Reader<T | undefined>,
): Declare<T, Extra> {
  const declare = (declared: Declared & Extra & { readonly default?: T }) => ({
    ...declared,
    default: declared.default,
    type,
    multi: type === 'multi-valued',
    parse: reader(declared),
  })
  // An option that has a default never reads as undefined: readers of numbers fall back to it.
  return declare as Declare<T, Extra>
}

function readText({ pattern }: { readonly pattern?: RegExp }): Reader<string> {
  return pattern ? value => readPattern(value, pattern) : value => value
}

function numbers(read: (text: string, limits: Limits) => number | undefined) {
  return (declared: Limits & { readonly default?: number }) => (text: string) =>
    read(text, declared) ?? declared.default
}

function readOneOf({ choices, ignoreCase }: Choices): Reader<string> {
  return value => readChoice(value, choices, ignoreCase)
}

function readItems({ of = String }: Items): Reader<readonly unknown[]> {
  return value => readList(value, of)
}

function readBoundedItems({ of = String }: Items): Reader<readonly unknown[]> {
  return value => readBoundedList(value, of)
}

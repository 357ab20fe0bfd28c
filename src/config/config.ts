import type { Origin } from './diagnostic.ts'

/** One declared option. Made by the functions in `option.ts`; the type parameter is what a reader gets. */
export interface Option<T> {
  readonly default: T
  readonly help: string
  /** Reads the text of a file, an environment variable or an argument; throws with oslo.config's words. */
  readonly parse: (text: string) => T
  /** Shown in help, docs and the sample: `integer`, `list`, `boolean` … */
  readonly type: string
  readonly min?: number
  readonly max?: number
  readonly choices?: readonly string[]
  /** What to write in place of a text that cannot be read. */
  readonly hint?: (text: string) => string | undefined
  /** Every occurrence counts, in order of appearance. */
  readonly multi?: boolean
  /** Never printed. */
  readonly secret?: boolean
  /** Also settable as `--name` on the command line. */
  readonly cli?: boolean
  readonly short?: string
  /** Older names: `name` in the same group, or `group.name`. */
  readonly deprecatedNames?: readonly string[]
  readonly deprecatedForRemoval?: string
  /** Value written into the sample where the default would mislead. */
  readonly sample?: string
}

export type Options = Readonly<Record<string, Option<unknown>>>

/** Options that one reader needs, by Glance's names. */
export interface OptionGroup<S extends Options> {
  readonly name: string
  readonly options: S
}

/** What a reader of the options gets, by their names. */
export type Values<S extends Options> = { readonly [K in keyof S]: S[K] extends Option<infer T> ? T : never }

/** What was configured. Each reader declares the options it needs, and gets them checked and typed. */
export interface Config {
  /** The values of a declared group, typed and interpolated, the same object on every call. `group` reads the options from a
   * section of another name (a store's own); `fallback` names sections to look in for what is not set there. */
  read<S extends Options>(
    group: OptionGroup<S>,
    from?: { readonly group?: string; readonly fallback?: readonly string[] },
  ): Values<S>
  /** Whether anybody (file, environment, command line) has set the option. */
  isSet(group: string, name: string): boolean
  /** Where the option has been set; without a name, where its section begins. */
  placeOf(group: string, name?: string): Origin | undefined
  /** The sections of the files whose names begin with that of a group and a dot: `[cors.dashboard]`. */
  sectionsBelow(group: string): readonly string[]
  /** The config files that were read, in order; without the fragments of config directories. */
  readonly files: readonly string[]
  /** Finds a file by the search order of config files: beside those given, `~/.glance`, `~`, `/etc/glance`, `/etc`. */
  findFile(name: string): string | undefined
}

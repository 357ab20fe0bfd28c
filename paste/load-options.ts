import type { Diagnostic } from './errors.ts'
import type { Loan, RequestKey } from './keys.ts'
import type { Base } from './plan/uri.ts'
import type { Trace } from './trace/trace.ts'
import type { Conf } from './types.ts'

/** What a program says about the file it loads. */
export interface LoadOptions {
  /** Default `main`; `#name` in the URI means the same, and gives way to this. */
  readonly name?: string
  /** `keystone+caching`: the section `NAME-FLAVOR` if there is one, and that key of a composite that picks by flavor. */
  readonly flavor?: string
  /** A folder, or a module: its `import.meta` also says how names of packages resolve. */
  readonly relativeTo?: Base
  /** Joins `[DEFAULT]`, and never overrides it there; factories get it before `[DEFAULT]`. */
  readonly globalConf?: Conf
  /** Services that the program lends to its factories. */
  readonly lend?: readonly Loan[]
  /** Keys that requests already have when they come, from the program around. */
  readonly provides?: readonly (RequestKey<unknown> | string)[]
  /** Further spellings of names in `use` and factory keys. */
  readonly aliases?: Readonly<Record<string, string>>
  /** Lets `%(ENV_NAME)s` stand for environment variables. */
  readonly env?: boolean
  /** Looks into every pipeline: `serverTiming()`, `openTelemetry()`, `histogramOf(…)`. */
  readonly trace?: Trace
  /** Gets what is doubtful in the file; without it nobody does. */
  readonly onWarning?: (warning: Diagnostic) => void
}

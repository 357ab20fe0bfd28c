import type { Diagnostic, PasteError, Spot } from '../errors.ts'
import type { ConfigFile, Environment } from '../ini/config-file.ts'
import type { Kind } from '../ini/find-section.ts'
import type { Reporting } from '../ini/read-section.ts'
import type { Settings } from '../ini/settings.ts'
import type { AliasTable } from './aliases.ts'
import type { Context } from './context.ts'

/** Where a name is used: what it is looked up in, and what the things above it have set. */
export interface Asked {
  readonly at: Spot
  readonly path: readonly string[]
  readonly config?: ConfigFile
  /** What a relative `config:` is relative to, where no file asks. */
  readonly folder?: string
  readonly globals?: Settings
}

export interface PlannerOptions {
  readonly aliases: AliasTable
  readonly env?: Environment
  warn(warning: Diagnostic): void
  /** Given where faults are collected; without it the first fault is thrown. */
  readonly onFault?: (fault: PasteError) => void
}

export type Named = Pick<Context, 'kind' | 'name' | 'at' | 'asked' | 'path'>

/** Finds out what a name means, and everything below it that the files tell; it imports nothing. */
export interface Planner extends PlannerOptions, Reporting {
  plan(kind: Kind, name: string, asked: Asked): Promise<Context>
  open(file: string, asked: Asked): Promise<ConfigFile>
  /** Like `attempt`, for planning: a broken context stands in for what is faulty. */
  orBroken(what: Named, work: () => Promise<Context> | Context): Promise<Context>
}

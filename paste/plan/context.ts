import type { Spot } from '../errors.ts'
import type { FactoryName } from '../factories/factory-name.ts'
import type { ConfigFile } from '../ini/config-file.ts'
import type { Kind } from '../ini/find-section.ts'
import type { Settings } from '../ini/settings.ts'

interface Base {
  readonly kind: Kind
  readonly name: string
  /** Header of the section, such as `app:main`; a package's entry has none. */
  readonly section?: string
  readonly at: Spot
  /** The place that names it. */
  readonly asked: Spot
  readonly globals: Settings
  readonly locals: Settings
  /** The sections on the way here, to find circles. */
  readonly path: readonly string[]
}

export interface FactoryContext extends Base {
  readonly type: 'factory'
  readonly factory: FactoryName
  /** The file in which a composite looks names up. */
  readonly config?: ConfigFile
}

export interface PipelineContext extends Base {
  readonly type: 'pipeline'
  readonly filters: readonly Context[]
  readonly app: Context
}

/** `filter` around `inner`, which is an app or another filter. */
export interface FilteredContext extends Base {
  readonly type: 'filter-with' | 'filter-app'
  readonly filter: Context
  readonly inner: Context
}

/** Stands where a fault was noted, when faults are collected. */
export interface BrokenContext extends Base {
  readonly type: 'broken'
}

/**
 * What will be built, as the files alone tell it. Its settings are Python's dictionaries, sharing included: a
 * wrapper has those of what it wraps when one section says both, and a section that uses another adds to them.
 */
export type Context = FactoryContext | PipelineContext | FilteredContext | BrokenContext

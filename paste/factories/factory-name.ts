import type { Spot } from '../errors.ts'
import type { Protocol } from './protocols.ts'

/** What the file says about a factory: enough to find it. */
export interface FactoryName {
  readonly how: 'module' | 'egg'
  /** MODULE:export, or PACKAGE#entry. */
  readonly name: string
  /** As the file spells it, where `name` is an alias of that. */
  readonly spelling: string
  /** What the section says; a package that says something else about its entry is right. */
  readonly protocol?: Protocol
  /** The place that names it; relative modules are relative to its file. */
  readonly at: Spot
}

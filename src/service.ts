import type { Logger } from 'pino'
import type { Config } from './config/config.ts'
import type { Database } from './db/database.ts'
import type { Jobs } from './jobs.ts'
import type { Policy } from './policy/policy.ts'
import type { Protections } from './protections/protections.ts'
import type { Stores } from './stores/stores.ts'

/** What every use case works with. Made once from the configuration, closed once. */
export interface ImageService {
  readonly config: Config
  readonly db: Database
  readonly stores: Stores
  readonly policy: Policy
  readonly protections: Protections
  readonly log: Logger
  /** What goes on after its request has been answered. */
  readonly jobs: Jobs
  close(): Promise<void>
}

import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import type { Engine } from '../db/engine.ts'

/** What an action works on, and where its lines go. */
export interface Desk {
  readonly engine: Engine
  readonly config: Config
  readonly log: Logger
  readonly print: (line: string) => void
}

export type Action = (desk: Desk) => Promise<void>

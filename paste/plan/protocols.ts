import type { Kind } from '../ini/find-section.ts'
import type { Protocol } from './context.ts'

/** The factories that make each kind of thing. */
export const protocolsOf: Readonly<Record<Kind, readonly [Protocol, ...Protocol[]]>> = {
  app: ['app_factory', 'composite_factory'],
  filter: ['filter_factory', 'filter_app_factory'],
  server: ['server_factory', 'server_runner'],
}

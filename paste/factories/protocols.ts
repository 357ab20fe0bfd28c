import type { Kind } from '../ini/find-section.ts'

/** How a factory is called, as keys of sections say it: `paste.app_factory` … */
export type Protocol =
  | 'app_factory'
  | 'composite_factory'
  | 'filter_factory'
  | 'filter_app_factory'
  | 'server_factory'
  | 'server_runner'

/** The factories that make each kind of thing. */
export const protocolsOf: Readonly<Record<Kind, readonly [Protocol, ...Protocol[]]>> = {
  app: ['app_factory', 'composite_factory'],
  filter: ['filter_factory', 'filter_app_factory'],
  server: ['server_factory', 'server_runner'],
}

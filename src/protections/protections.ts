import type { RequestContext } from '../identity/context.ts'

export type Operation = 'create' | 'read' | 'update' | 'delete'

/** Who may do what with which custom properties. */
export interface Protections {
  allows(context: RequestContext, operation: Operation, property: string): boolean
}

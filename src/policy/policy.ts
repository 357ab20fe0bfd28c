import type { RequestContext } from '../identity/context.ts'

/** What a rule may look at besides the caller: reference/services.md 8. */
export interface PolicyTarget {
  readonly project_id?: string | null
  readonly owner?: string | null
  readonly member_id?: string | null
  readonly visibility?: string
}

export interface Policy {
  allows(context: RequestContext, rule: string, target?: PolicyTarget): boolean
}

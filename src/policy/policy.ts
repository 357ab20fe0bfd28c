import type { RequestContext } from '../identity/context.ts'

/** What a rule may look at besides the caller. Any attribute of an image may be named. */
export interface PolicyTarget {
  readonly project_id?: string | null
  readonly owner?: string | null
  readonly member_id?: string | null
  readonly visibility?: string
  /** Custom properties, for rules such as `role:%(trust)s`. */
  readonly properties?: ReadonlyMap<string, string | null>
  readonly [attribute: string]: unknown
}

export interface Policy {
  allows(context: RequestContext, rule: string, target?: PolicyTarget): boolean
  /** Whether there is a rule of that name. The default rule stands in for those that there are not. */
  has(rule: string): boolean
  /** False brings the older, looser defaults and the ownership checks of old back (`enforce_new_defaults`). */
  readonly newDefaults: boolean
}

import { Fault, notAuthorized } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { PolicyTarget } from '../policy/policy.ts'
import type { ImageService } from '../service.ts'

const rules: Readonly<Record<string, string>> = { public: 'publicize_image', community: 'communitize_image' }

/** Showing an image to everybody is a right of its own. `deny` gives what is thrown otherwise. */
export function authorizeVisibility(
  service: ImageService,
  context: RequestContext,
  visibility: string,
  target: PolicyTarget,
): void {
  const rule = rules[visibility]
  if (rule && !service.policy.allows(context, rule, target)) throw notAuthorized(rule)
}

/** The caller may create images for the own project only; administrators for any. */
export function authorizeCreation(
  service: ImageService,
  context: RequestContext,
  draft: { readonly owner: string | null; readonly visibility: string },
): void {
  const target = { project_id: draft.owner, ...draft }
  const foreign = draft.owner !== context.projectId
  const text = `You are not permitted to create images owned by '${draft.owner ?? 'None'}'`
  if (!service.policy.allows(context, 'add_image', target)) {
    throw foreign ? new Fault('Denied', text) : notAuthorized('add_image')
  }
  authorizeVisibility(service, context, draft.visibility, target)
  if (foreign && !service.policy.newDefaults && !context.isAdmin) throw new Fault('Forbidden', `${text}.`)
}

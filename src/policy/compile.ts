import type { RequestContext } from '../identity/context.ts'
import type { Check, Template } from './check.ts'
import type { PolicyTarget } from './policy.ts'

export type Allows = (context: RequestContext, target: PolicyTarget) => boolean

/** Turns a check into a closure; `rule` finds the closure of another rule when it is asked for. */
export function compile(check: Check, rule: (name: string) => Allows): Allows {
  switch (check.kind) {
    case 'always':
      return () => true
    case 'never':
      return () => false
    case 'not': {
      const inner = compile(check.check, rule)
      return (context, target) => !inner(context, target)
    }
    case 'and': {
      const parts = check.checks.map(part => compile(part, rule))
      return (context, target) => parts.every(part => part(context, target))
    }
    case 'or': {
      const parts = check.checks.map(part => compile(part, rule))
      return (context, target) => parts.some(part => part(context, target))
    }
    case 'rule':
      return (context, target) => rule(check.name)(context, target)
    case 'role':
      return hasRole(check.role)
    case 'literal': {
      const value = filled(check.equals)
      return (_context, target) => value(target) === check.literal
    }
    case 'credential': {
      const value = filled(check.equals)
      const held = credentials.get(check.path)
      return held ? (context, target) => holds(held(context), value(target)) : () => false
    }
  }
}

function hasRole(template: Template): Allows {
  const value = filled(template)
  return (context, target) => {
    const role = value(target)?.toLowerCase()
    return role !== undefined && context.roles.includes(role)
  }
}

/** Gives the text of a template; undefined when the target lacks an attribute that it names. */
function filled(template: Template): (target: PolicyTarget) => string | undefined {
  const [only] = template
  if (template.every(part => typeof part === 'string')) {
    const text = template.join('')
    return () => text
  }
  if (template.length === 1 && typeof only === 'object') return target => attribute(target, only.attribute)
  return target => {
    const parts = template.map(part => (typeof part === 'string' ? part : attribute(target, part.attribute)))
    return parts.includes(undefined) ? undefined : parts.join('')
  }
}

function attribute(target: PolicyTarget, name: string): string | undefined {
  const value = Object.hasOwn(target, name) ? target[name] : target.properties?.get(name)
  return value === undefined ? undefined : spell(value)
}

function holds(credential: unknown, value: string | undefined): boolean {
  if (value === undefined || credential === undefined) return false
  return Array.isArray(credential)
    ? credential.some(each => spell(each) === value)
    : spell(credential) === value
}

/** Rules are written with Python's spelling of values. */
function spell(value: unknown): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  return value === false ? 'False' : String(value)
}

/** What a rule may ask of the caller, by the names that Glance has for it. */
export const credentials: ReadonlyMap<string, (context: RequestContext) => unknown> = new Map([
  ['user_id', userOf],
  ['user', userOf],
  ['project_id', projectOf],
  ['tenant', projectOf],
  ['tenant_id', projectOf],
  ['user_domain_id', context => context.userDomainId],
  ['project_domain_id', context => context.projectDomainId],
  ['system_scope', context => context.systemScope],
  ['roles', context => context.roles],
  ['service_roles', context => context.serviceRoles],
  ['is_admin', context => context.isAdmin],
  ['is_admin_project', () => true],
])

function userOf({ userId }: RequestContext): unknown {
  return userId
}

function projectOf({ projectId }: RequestContext): unknown {
  return projectId
}

import type { AccessRule } from './documents.ts'

/** A request that a rule may allow. */
export interface Access {
  readonly service: string
  readonly method: string
  readonly path: string
}

/** Whether one of the rules of an application credential allows it. */
export type Allows = (access: Access) => boolean

export function compileRules(rules: readonly AccessRule[]): Allows {
  const compiled = rules.map(rule => ({ ...rule, pattern: patternOf(rule.path) }))
  return ({ service, method, path }) =>
    compiled.some(rule => rule.service === service && rule.method === method && rule.pattern.test(path))
}

/** `*` and `{name}` stand for what is between two slashes, `**` for anything. */
function patternOf(path: string): RegExp {
  const parts = path.split(/(\*\*|\*|\{[^}]*\})/)
  const source = parts.map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    return part === '**' ? '.*' : '[^/]+'
  })
  return new RegExp(`^${source.join('')}$`)
}

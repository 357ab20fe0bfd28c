import { type Check, partsOf } from './check.ts'
import { type Allows, compile } from './compile.ts'
import { defaultRules } from './defaults.ts'
import { reportDoubts } from './doubts.ts'
import { parseListRule, parseRule } from './parse.ts'

export interface RuleSources {
  /** Rules of the operator's files: text, or the older list notation. */
  readonly overrides: ReadonlyMap<string, unknown>
  readonly newDefaults: boolean
  /** Name of the rule that stands in for one that is not defined. */
  readonly defaultRule: string
  /** Told of a rule that cannot be used, and so denies everybody, and of what is most likely a slip. */
  readonly report: (rule: string, message: string, hint?: string) => void
}

export interface Rules {
  /** The rule of that name, or the one that stands in for it. */
  find(name: string): Allows
  has(name: string): boolean
}

export function buildRules(sources: RuleSources): Rules {
  const checks = readChecks(sources)
  for (const path of cycles(checks)) {
    sources.report(path[0], denies(`it refers to itself: ${path.join(' -> ')}`))
    for (const name of path) checks.set(name, { kind: 'never' })
  }
  reportDoubts(checks, { ...sources, own: sources.overrides.keys() })
  const compiled = new Map<string, Allows>()
  const find = (name: string) => compiled.get(name) ?? compiled.get(sources.defaultRule) ?? (() => false)
  for (const [name, check] of checks) compiled.set(name, compile(check, find))
  return { find, has: name => compiled.has(name) }
}

function readChecks({ overrides, newDefaults, report }: RuleSources): Map<string, Check> {
  const checks = new Map<string, Check>()
  for (const [name, rule] of defaultRules) {
    const check = parseRule(rule.check)
    const older = newDefaults || rule.older === undefined ? undefined : parseRule(rule.older)
    checks.set(name, older ? { kind: 'or', checks: [check, older] } : check)
  }
  for (const [name, rule] of overrides) checks.set(name, readOverride(name, rule, report))
  const administers = checks.get('context_is_admin')
  if (administers) checks.set('context_is_admin', { kind: 'or', checks: [isAdmin, administers] })
  return checks
}

/** Whom the filters in front have made an administrator is one, with or without a role. */
const isAdmin: Check = { kind: 'credential', path: 'is_admin', equals: ['True'] }

function readOverride(name: string, rule: unknown, report: RuleSources['report']): Check {
  try {
    if (Array.isArray(rule)) return parseListRule(rule)
    if (typeof rule === 'string') return parseRule(rule)
    throw new SyntaxError('neither a text nor a list')
  } catch (error) {
    report(name, denies(error instanceof Error ? error.message : String(error)))
    return { kind: 'never' }
  }
}

function denies(reason: string): string {
  return `the rule cannot be used and denies everybody: ${reason}`
}

/** Ways on which a rule leads back to itself. */
function cycles(checks: ReadonlyMap<string, Check>): [first: string, ...string[]][] {
  const found: [string, ...string[]][] = []
  const settled = new Set<string>()
  const walk = (name: string, path: string[]) => {
    if (path.includes(name)) {
      found.push([name, ...path.slice(path.indexOf(name) + 1), name])
      return
    }
    const check = checks.get(name)
    if (!check || settled.has(name)) return
    for (const next of partsOf(check)) if (next.kind === 'rule') walk(next.name, [...path, name])
    settled.add(name)
  }
  for (const name of checks.keys()) walk(name, [])
  return found
}

import { nearest } from '../config/nearest.ts'
import { type Check, partsOf } from './check.ts'
import { credentials } from './compile.ts'
import { defaultRules } from './defaults.ts'

interface Doubtful {
  /** Names of the operator's rules. */
  readonly own: Iterable<string>
  readonly defaultRule: string
  readonly report: (rule: string, message: string, hint?: string) => void
}

/** Reports what is most likely a slip in the operator's rules: they do something else than they seem to. */
export function reportDoubts(
  checks: ReadonlyMap<string, Check>,
  { own, defaultRule, report }: Doubtful,
): void {
  const asked = new Set([...checks.values()].flatMap(referencesOf))
  for (const name of own) {
    const check = checks.get(name)
    if (!check) continue
    const meant = nearest(name, defaultRules.keys())
    const isAsked = defaultRules.has(name) || asked.has(name) || name === defaultRule
    if (meant && !isAsked) report(name, 'nothing asks for this rule', `did you mean "${meant}"?`)
    for (const other of referencesOf(check)) reportUnknown(name, other)
    for (const path of pathsOf(check)) if (!credentials.has(path)) reportUnheld(name, path)
  }

  /** It may open a door that was meant to be shut: the default rule stands in for it. */
  function reportUnknown(name: string, other: string): void {
    if (checks.has(other)) return
    const meant = nearest(other, checks.keys())
    const problem = `there is no rule "${other}": the rule "${defaultRule}" stands in for it`
    report(name, problem, meant && `did you mean "rule:${meant}"?`)
  }

  function reportUnheld(name: string, path: string): void {
    const meant = nearest(path, ['role', 'rule', ...credentials.keys()])
    report(name, `nobody has a "${path}", so "${path}:…" never holds`, meant && `did you mean "${meant}:…"?`)
  }
}

function referencesOf(check: Check): readonly string[] {
  return partsOf(check).flatMap(part => (part.kind === 'rule' ? part.name : []))
}

function pathsOf(check: Check): ReadonlySet<string> {
  return new Set(partsOf(check).flatMap(part => (part.kind === 'credential' ? part.path : [])))
}

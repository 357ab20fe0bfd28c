import type { Diagnostic } from '../config/diagnostic.ts'
import type { Policy } from '../policy/policy.ts'
import type { RuleFormat } from './options.ts'
import type { Operation } from './protections.ts'

export type Remark = Pick<Diagnostic, 'severity' | 'message'> & { readonly hint: string }

interface Meaning {
  readonly format: RuleFormat
  /** Tells which rules there are, where policies are named. */
  readonly policy?: Pick<Policy, 'has'>
}

/** What is wrong with, or doubtful about, those to whom an operation is allowed. */
export function judgeNames(
  names: readonly string[],
  operation: Operation,
  { format, policy }: Meaning,
): Remark | undefined {
  const [name] = names
  if (name === undefined) {
    const message = `nobody may ${operation} such properties`
    return { severity: 'warning', message, hint: 'write ! where this is meant' }
  }
  if (format === 'policies' && names.length > 1) {
    const message = 'this names several policies, where there may be one'
    return { severity: 'error', message, hint: 'combine them in the policy file, as one rule' }
  }
  if (names.includes('@') && names.includes('!')) {
    const message = '"@" allows everybody, and "!" nobody'
    return { severity: 'error', message, hint: 'keep one of the two' }
  }
  if (format === 'policies' && name !== '@' && name !== '!' && policy?.has(name) === false) {
    const message = 'the policy has no such rule: its default rule stands in for it'
    return { severity: 'warning', message, hint: 'define it in the policy file' }
  }
  return undefined
}

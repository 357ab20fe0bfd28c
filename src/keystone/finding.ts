import type { Diagnostic } from '../config/diagnostic.ts'

/** Something about one key, wherever it stands. */
export interface Finding {
  readonly severity: Diagnostic['severity']
  readonly key: string
  readonly message: string
  readonly hint?: string
}

export function missing(key: string, what: string, hint?: string): Finding {
  return error(key, `${key} is missing: it says ${what}`, hint && `add ${hint}`)
}

export function error(key: string, message: string, hint?: string): Finding {
  return { severity: 'error', key, message, ...(hint ? { hint } : {}) }
}

export function warning(key: string, message: string, hint?: string): Finding {
  return { severity: 'warning', key, message, ...(hint ? { hint } : {}) }
}

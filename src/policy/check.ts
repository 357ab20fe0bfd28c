/** A rule, taken apart. */
export type Check =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  | { readonly kind: 'not'; readonly check: Check }
  | { readonly kind: 'and' | 'or'; readonly checks: readonly Check[] }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'role'; readonly role: Template }
  | { readonly kind: 'literal'; readonly literal: string; readonly equals: Template }
  | { readonly kind: 'credential'; readonly path: string; readonly equals: Template }

/** The check itself, and those that it is made of. */
export function partsOf(check: Check): readonly Check[] {
  if (check.kind === 'not') return [check, ...partsOf(check.check)]
  return check.kind === 'and' || check.kind === 'or' ? [check, ...check.checks.flatMap(partsOf)] : [check]
}

/** Text with `%(attribute)s` of the target in it. */
export type Template = readonly (string | { readonly attribute: string })[]

export function parseTemplate(text: string): Template {
  const parts = text.split(/(%\([^)]*\)s|%%)/).filter(part => part !== '')
  return parts.map(part => {
    if (part === '%%') return '%'
    return part.startsWith('%(') && part.endsWith(')s') ? { attribute: part.slice(2, -2) } : part
  })
}

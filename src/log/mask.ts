import { maskUrls } from '../../paste/mask-urls.ts'
import { tellsSecret } from '../../paste/options/secrets.ts'

/** Hides the values of fields whose names say that they are secret. What lies deeper than five levels is left out. */
export function maskFields(
  fields: Readonly<Record<string, unknown>>,
  depth = 5,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(fields)
  return entries.length === 0 ? fields : Object.fromEntries(entries.map(entry => maskField(entry, depth)))
}

function maskField([name, value]: [string, unknown], depth: number): [string, unknown] {
  if (value !== undefined && value !== null && tellsSecret(name, value)) return [name, '***']
  if (typeof value === 'string') return [name, maskUrls(value)]
  if (!isPlainObject(value)) return [name, value]
  return [name, depth > 1 ? maskFields(value, depth - 1) : '...']
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

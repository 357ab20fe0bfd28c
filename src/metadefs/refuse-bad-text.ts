import { Fault } from '../errors.ts'
import { refuseBadAttribute } from '../images/attributes.ts'

const deepest = 50

/** Refuses, saying what could not be done, text that databases of other installations cannot keep, and values that nest
 * without end. */
export function refuseBadText(attempt: string, draft: unknown): void {
  try {
    walk('value', draft, 0)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    throw new Fault(error.kind, `${attempt}: ${error.message}`)
  }
}

function walk(name: string, value: unknown, depth: number): void {
  if (depth > deepest) throw new Fault('Invalid', 'it is nested too deeply')
  refuseBadAttribute(name, value)
  if (Array.isArray(value)) {
    for (const item of value) walk(name, item, depth + 1)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      refuseBadAttribute('name', key)
      walk(key, item, depth + 1)
    }
  }
}

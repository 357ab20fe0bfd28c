import { Fault } from '../errors.ts'
import { refuseBadAttribute } from '../images/attributes.ts'

/** Refuses, saying what could not be done, text that databases of other installations cannot keep. */
export function refuseWideText(attempt: string, draft: unknown): void {
  try {
    walk('Value', draft)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    throw new Fault(error.kind, `${attempt}: ${error.message}`)
  }
}

function walk(name: string, value: unknown): void {
  refuseBadAttribute(name, value)
  if (Array.isArray(value)) {
    for (const item of value) walk(name, item)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      refuseBadAttribute('name', key)
      walk(key, item)
    }
  }
}

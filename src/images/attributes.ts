import { Fault } from '../errors.ts'
import { exactText } from '../exact-numbers.ts'

const largestInteger = 2 ** 31 - 1
const longestPropertyName = 255

/** Refuses with 400 what the schema lets pass but no image may have. */
export function refuseBadAttribute(name: string, value: unknown): void {
  if (typeof value === 'string' && isWide(value)) {
    throw new Fault('Invalid', `${titleCase(name)} can't contain 4 byte unicode characters.`)
  }
  if (name === 'min_ram' || name === 'min_disk') refuseBadNumber(name, Number(value))
}

/** A custom property as it is kept, of what holds it. Only an operator's own schema lets other values than strings through. */
export function propertyText<Key extends string>(
  holder: { readonly [K in Key]?: unknown },
  key: Key,
): string | null {
  const value: unknown = holder[key]
  return typeof value === 'string' || value === null
    ? value
    : (exactText(holder, key) ?? JSON.stringify(value))
}

export function refuseBadProperty(name: string, value: string | null): void {
  if (name.length > longestPropertyName) {
    throw new Fault('Invalid', 'Custom property should not be greater than 255 characters.')
  }
  if (isWide(name)) throw new Fault('Invalid', "Property names can't contain 4 byte unicode.")
  refuseBadAttribute(name, value)
}

/** For what stands in no attribute: tags, ids of members. */
export function refuseWideText(texts: readonly string[]): void {
  if (texts.some(isWide)) throw new Fault('Invalid', "Param values can't contain 4 byte unicode.")
}

function refuseBadNumber(name: string, value: number): void {
  if (value < 0) {
    throw new Fault('Invalid', `Invalid value '${value}' for parameter '${name}': Cannot be a negative value`)
  }
  if (value > largestInteger) {
    throw new Fault('Invalid', `'${name}' value out of range, must not exceed ${largestInteger}.`)
  }
}

/** Characters that UTF-8 writes in four bytes, which databases of other installations cannot keep; or halves
 * of one. */
function isWide(text: string): boolean {
  return /[\uD800-\uDFFF]/.test(text)
}

function titleCase(name: string): string {
  return name.toLowerCase().replace(/[a-z]+/g, word => word.charAt(0).toUpperCase() + word.slice(1))
}

/** Data that is there has been read by its formats. */
export function illegalFormatChange(name: 'disk_format' | 'container_format'): Fault {
  return new Fault('Forbidden', `Attribute ${name} can be only replaced for a queued image.`)
}

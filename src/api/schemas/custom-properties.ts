import { readFile } from 'node:fs/promises'
import type { Config } from '../../config/config.ts'
import type { JsonSchema } from './schema.ts'

/** Properties that the operator declares for all images. */
export interface CustomProperties {
  readonly properties: Readonly<Record<string, JsonSchema>>
  readonly required: readonly string[]
}

const none: CustomProperties = { properties: {}, required: [] }

/** Reads `schema-image.json` from where config files are looked for: properties by name, or
 * `{ properties, required }`. `base` names what it may not redefine. */
export async function loadCustomProperties(
  config: Config,
  base: Readonly<Record<string, JsonSchema>>,
): Promise<CustomProperties> {
  const file = config.findFile('schema-image.json')
  if (!file) return none
  const { properties, required } = apart(JSON.parse(await readFile(file, 'utf8')))
  const taken = Object.keys(properties).filter(name => Object.hasOwn(base, name))
  if (taken.length > 0) {
    throw new Error(`${file}: custom properties (${taken.join(', ')}) conflict with base properties`)
  }
  const marked = Object.entries(properties).map(([name, schema]) => [name, { ...schema, is_base: false }])
  return { properties: Object.fromEntries(marked), required }
}

function apart(declared: Record<string, unknown>): CustomProperties {
  if (!('properties' in declared))
    return { properties: declared as CustomProperties['properties'], required: [] }
  return { ...none, ...declared }
}

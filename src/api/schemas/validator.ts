import { Ajv2019 } from 'ajv/dist/2019.js'
import { Fault } from '../../errors.ts'
import { describeErrors } from './describe-error.ts'
import type { JsonSchema } from './schema.ts'

/** Throws `Invalid`, with the reason, for a value that does not match. */
export type Validate = (value: unknown) => void

/** Makes validators. Formats are for readers, and the members that JSON schema does not know are let be. Each schema is
 * compiled when a value is first held against it, or at once with `eager`: together they cost a quarter of the start. */
export function validatorFactory(): (schema: JsonSchema, when?: 'eager') => Validate {
  const ajv = new Ajv2019({
    strict: false,
    allErrors: true,
    verbose: true,
    validateFormats: false,
    unicodeRegExp: false,
    addUsedSchema: false,
    // Keywords are checked as they are compiled; compiling the schema of schemas for it takes longer than all of ours.
    meta: false,
    validateSchema: false,
  })
  return (schema, when) => {
    let compiled = when === 'eager' ? ajv.compile(withoutReferences(schema)) : undefined
    return value => {
      compiled ??= ajv.compile(withoutReferences(schema))
      const matches = compiled
      if (matches(value)) return
      const reason = describeErrors(matches.errors ?? [])
      throw new Fault('Invalid', `Provided object does not match schema '${schema.name}': ${reason}`)
    }
  }
}

/** The same schema with what is referred to in place of each reference: errors then tell the way to it that readers know. */
function withoutReferences(schema: JsonSchema): JsonSchema {
  const { definitions = {}, ...rest } = schema
  const resolve = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(resolve)
    if (typeof part !== 'object' || part === null) return part
    if ('$ref' in part) return resolve(definitions[String(part.$ref).replace('#/definitions/', '')])
    return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, resolve(value)]))
  }
  return resolve(rest) as JsonSchema
}

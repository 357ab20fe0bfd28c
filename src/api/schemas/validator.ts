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
  })
  return (schema, when) => {
    let compiled = when === 'eager' ? ajv.compile(schema) : undefined
    return value => {
      compiled ??= ajv.compile(schema)
      const matches = compiled
      if (matches(value)) return
      const reason = describeErrors(matches.errors ?? [])
      throw new Fault('Invalid', `Provided object does not match schema '${schema.name}': ${reason}`)
    }
  }
}

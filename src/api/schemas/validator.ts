import { Ajv2019 } from 'ajv/dist/2019.js'
import { Fault } from '../../errors.ts'
import { describeErrors } from './describe-error.ts'
import type { JsonSchema } from './schema.ts'

/** Throws `Invalid`, with the reason, for a value that does not match. */
export type Validate = (value: unknown) => void

/** Compiles validators. Formats are for readers, and the members that JSON schema does not know are let be. */
export function validatorFactory(): (schema: JsonSchema) => Validate {
  const ajv = new Ajv2019({
    strict: false,
    allErrors: true,
    verbose: true,
    validateFormats: false,
    unicodeRegExp: false,
    addUsedSchema: false,
  })
  return schema => {
    const matches = ajv.compile(schema)
    return value => {
      if (matches(value)) return
      const reason = describeErrors(matches.errors ?? [])
      throw new Fault('Invalid', `Provided object does not match schema '${schema.name}': ${reason}`)
    }
  }
}

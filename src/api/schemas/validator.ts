import { Ajv2019, type Options, type ValidateFunction } from 'ajv/dist/2019.js'
import { Fault } from '../../errors.ts'
import { describeErrors } from './describe-error.ts'
import type { JsonSchema } from './schema.ts'

/** Throws `Invalid`, with the reason, for a value that does not match. */
export type Validate = (value: unknown) => void

/** Makes validators. Formats are for readers, and the members that JSON schema does not know are let be. Each schema is
 * compiled when a value is first held against it, or at once with `eager`: together they cost a quarter of the start. */
export function validatorFactory(): (schema: JsonSchema, when?: 'eager') => Validate {
  const quick = new Ajv2019(options)
  const thorough = new Ajv2019({ ...options, allErrors: true })
  return (schema, when) => {
    const check = compileOnce(quick, schema)
    const explain = compileOnce(thorough, schema)
    if (when) check()
    return value => {
      const matches = check()
      if (matches(value)) return
      const reason = describeErrors((isVast(value) ? matches.errors : allErrors(explain(), value)) ?? [])
      throw new Fault('Invalid', `Provided object does not match schema '${schema.name}': ${reason}`)
    }
  }
}

const options: Options = {
  strict: false,
  verbose: true,
  validateFormats: false,
  unicodeRegExp: false,
  addUsedSchema: false,
  // Keywords are checked as they are compiled; compiling the schema of schemas for it takes longer than all of ours.
  meta: false,
  validateSchema: false,
}

function compileOnce(ajv: Ajv2019, schema: JsonSchema): () => ValidateFunction {
  let compiled: ValidateFunction | undefined
  return () => {
    compiled ??= ajv.compile(withoutReferences(schema))
    return compiled
  }
}

function allErrors(matches: ValidateFunction, value: unknown): ValidateFunction['errors'] {
  matches(value)
  return matches.errors
}

const mostParts = 10_000

/** Whether a value has so many parts that telling all that is wrong with it would keep others waiting. */
function isVast(value: unknown): boolean {
  const parts = [value]
  for (const part of parts) {
    const inner = typeof part === 'object' && part !== null ? Object.values(part) : []
    if (parts.length + inner.length > mostParts) return true
    parts.push(...inner)
  }
  return false
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

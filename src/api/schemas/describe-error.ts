import type { ErrorObject } from 'ajv'
import { pythonPretty, pythonRepr } from './python-repr.ts'

/** What is wrong, where in the schema and where in the value, in the words of Python's validator.
 * Of several errors, the outermost; of those, the one on a declared property. */
export function describeErrors(errors: readonly ErrorObject[]): string {
  const [error] = errors.toSorted((a, b) => depthOf(a) - depthOf(b) || rank(a) - rank(b))
  return error ? describe(error, errors) : 'it is not valid'
}

function depthOf(error: ErrorObject): number {
  return partsOf(error.instancePath).length
}

function rank(error: ErrorObject): number {
  return error.schemaPath.startsWith('#/properties') ? 0 : 1
}

function describe(error: ErrorObject, errors: readonly ErrorObject[]): string {
  const schemaPath = partsOf(decodeURI(error.schemaPath.replace(/^.*?#/, '')))
  return [
    error.keyword === 'additionalProperties' ? extrasMessage(error, errors) : messageOf(error),
    '',
    `Failed validating '${error.keyword}' in schema${indexes(schemaPath.slice(0, -1))}:`,
    indented(error.parentSchema),
    '',
    `On instance${indexes(partsOf(error.instancePath))}:`,
    indented(error.data),
  ].join('\n')
}

function messageOf({ keyword, data, schema, params, message }: ErrorObject): string {
  const value = pythonRepr(data)
  switch (keyword) {
    case 'type':
      return `${value} is not of type ${[schema]
        .flat()
        .map(type => pythonRepr(type))
        .join(', ')}`
    case 'enum':
      return `${value} is not one of ${pythonRepr(schema)}`
    case 'pattern':
      return `${value} does not match ${pythonRepr(schema)}`
    case 'maxLength':
    case 'maxItems':
      return `${value} is too long`
    case 'minLength':
    case 'minItems':
      return `${value} is too short`
    case 'minimum':
      return `${value} is less than the minimum of ${schema}`
    case 'maximum':
      return `${value} is greater than the maximum of ${schema}`
    case 'uniqueItems':
      return `${value} has non-unique elements`
    case 'required':
      return `${pythonRepr(params.missingProperty)} is a required property`
    case 'dependentRequired':
      return `${pythonRepr(params.missingProperty)} is a dependency of ${pythonRepr(params.property)}`
    default:
      return `${value} ${message ?? 'is not valid'}`
  }
}

/** One sentence for all that an object has too much. */
function extrasMessage({ instancePath, schemaPath }: ErrorObject, errors: readonly ErrorObject[]): string {
  const extras = errors
    .filter(other => other.instancePath === instancePath && other.schemaPath === schemaPath)
    .map(({ params }) => String(params.additionalProperty))
    .sort()
  const names = extras.map(name => pythonRepr(name)).join(', ')
  return `Additional properties are not allowed (${names} ${extras.length === 1 ? 'was' : 'were'} unexpected)`
}

function partsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function indexes(parts: readonly string[]): string {
  return parts.map(part => `[${/^\d+$/.test(part) ? part : pythonRepr(part)}]`).join('')
}

function indented(value: unknown): string {
  return pythonPretty(value).replaceAll(/^/gm, '    ')
}

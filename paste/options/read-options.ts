import { nearest } from '../nearest.ts'
import type { Conf } from '../types.ts'
import type { Option } from './options.ts'
import { looksSecret } from './secrets.ts'
import { isStandardSchema, type SchemaIssue, type StandardSchema } from './standard-schema.ts'

/** The options of a factory: a table of `option.…`, or a schema for the whole section. */
export type Options = Readonly<Record<string, Option<unknown>>> | StandardSchema

/** The values that a factory gets for its `Options`. */
export type Values<O extends Options> =
  O extends StandardSchema<infer Output>
    ? Output
    : { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never }

/** What is wrong with one key of a section. Where the key stands, the one who read the file knows. */
export interface OptionFault {
  readonly code:
    | 'PASTE_UNKNOWN_OPTION'
    | 'PASTE_MISSPELT_OPTION'
    | 'PASTE_MISSING_OPTION'
    | 'PASTE_BAD_OPTION'
  /** Absent when a schema complains about the section as a whole. */
  readonly key?: string
  readonly problem: string
  readonly hint?: string
  /** What a schema threw. */
  readonly cause?: unknown
}

export type Reading<T> = { readonly values: T } | { readonly faults: readonly OptionFault[] }

/** The typed values of a section, or all that is wrong with it. */
export async function readOptions<O extends Options>(options: O, conf: Conf): Promise<Reading<Values<O>>> {
  const reading = isStandardSchema(options) ? await readSchema(options, conf) : readTable(options, conf)
  // Both read what `options` declares; the type of each value stands in its declaration only.
  return reading as Reading<Values<O>>
}

function readTable(options: Readonly<Record<string, Option<unknown>>>, conf: Conf): Reading<unknown> {
  const values: Record<string, unknown> = {}
  const faults = unknownKeys(options, conf)
  for (const [key, declared] of Object.entries(options)) {
    const text = conf[key]
    if (text !== undefined) {
      try {
        values[key] = declared.parse(text)
      } catch (error) {
        faults.push(badOption(key, text, declared, error))
      }
    } else if (declared.required) faults.push(missingOption(key, declared))
    else values[key] = declared.fallback
  }
  return faults.length > 0 ? { faults } : { values }
}

function unknownKeys(options: object, conf: Conf): OptionFault[] {
  const known = Object.keys(options)
  const unused = known.filter(key => !(key in conf))
  return Object.keys(conf)
    .filter(key => !known.includes(key))
    .map(key => {
      const likely = nearest(key, unused) ?? nearest(key, known)
      const hint = likely === undefined ? listKeys(known) : `did you mean "${likely}"?`
      return { code: 'PASTE_UNKNOWN_OPTION', key, problem: `there is no option "${key}"`, hint }
    })
}

function listKeys(keys: readonly string[]): string {
  return keys.length === 0 ? 'it takes no options' : `it takes ${keys.join(', ')}`
}

function missingOption(key: string, { kind }: Option<unknown>): OptionFault {
  return {
    code: 'PASTE_MISSING_OPTION',
    key,
    problem: `the option "${key}" is missing`,
    hint: `add ${key} = … (${kind})`,
  }
}

function badOption(
  key: string,
  text: string,
  { secret, kind }: Option<unknown>,
  error: unknown,
): OptionFault {
  const shown = secret ? 'the value' : `"${text}"`
  const reason = error instanceof Error ? error.message : String(error)
  return { code: 'PASTE_BAD_OPTION', key, problem: `${shown} ${reason}`, hint: `${key} is ${kind}` }
}

async function readSchema(schema: StandardSchema, conf: Conf): Promise<Reading<unknown>> {
  try {
    const result = await schema['~standard'].validate({ ...conf })
    if (result.issues === undefined) return { values: result.value }
    return { faults: result.issues.map(issue => schemaFault(issue, conf)) }
  } catch (cause) {
    return { faults: [await thrownFault(cause, schema, conf)] }
  }
}

async function thrownFault(cause: unknown, schema: StandardSchema, conf: Conf): Promise<OptionFault> {
  const key = await findCulprit(schema, conf)
  const hint = 'correct the value, or let the schema report an issue where it throws'
  const fault = { code: 'PASTE_BAD_OPTION', ...(key === undefined ? {} : { key }), hint } as const
  // What was thrown may quote the value.
  if (key && looksSecret(key)) return { ...fault, problem: 'the schema of its options fails' }
  const reason = cause instanceof Error ? cause.message : String(cause)
  return { ...fault, problem: `the schema of its options fails: ${reason}`, cause }
}

/** The one key without which the schema does not throw. */
async function findCulprit(schema: StandardSchema, conf: Conf): Promise<string | undefined> {
  const culprits: string[] = []
  for (const key of Object.keys(conf)) {
    const { [key]: _, ...others } = conf
    try {
      await schema['~standard'].validate(others)
      culprits.push(key)
    } catch {}
  }
  return culprits.length === 1 ? culprits[0] : undefined
}

function schemaFault({ message, path }: SchemaIssue, conf: Conf): OptionFault {
  const first = path?.[0]
  if (first === undefined) return { code: 'PASTE_BAD_OPTION', problem: message }
  const key = String(typeof first === 'object' ? first.key : first)
  if (key in conf) return { code: 'PASTE_BAD_OPTION', key, problem: message }
  const instead = nearest(key, Object.keys(conf))
  const hint = instead === undefined ? `add ${key} = …` : `did you mean "${key}" by "${instead}"?`
  return { code: 'PASTE_MISSING_OPTION', key, problem: message, hint }
}

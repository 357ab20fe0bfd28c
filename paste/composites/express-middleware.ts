import { PasteError } from '../errors.ts'
import { defineFilter } from '../options/define-filter.ts'
import type { SchemaResult, StandardSchema } from '../options/standard-schema.ts'
import type { Conf, Filter } from '../types.ts'
import { readValues } from './section-values.ts'

interface MiddlewareOptions {
  /** What makes the middleware, as `MODULE:export`. */
  readonly middleware: string
  /** All other keys, for the function of that name. */
  readonly values: Readonly<Record<string, unknown>>
}

/** Any key may stand in the section: what makes the middleware knows which. */
const options: StandardSchema<MiddlewareOptions> = {
  '~standard': { version: 1, vendor: 'glasspaste', validate: conf => readMiddleware(conf as Conf) },
}

/**
 * `paste.filter_factory` for middlewares of npm packages that are made from one object of options. The key
 * `middleware` names the function that makes it (`helmet:default`); all others are its options, see `readValues`.
 */
export const expressMiddleware = defineFilter({
  options,
  imports: ['middleware'],
  async create({ middleware: name, values }, globals) {
    const make = await globals.import(name)
    const made = (make as (options: object) => unknown)(values)
    return checkMiddleware(made, name, { file: globals.file, key: 'middleware' })
  },
})

function readMiddleware({ middleware, ...keys }: Conf): SchemaResult<MiddlewareOptions> {
  if (middleware !== undefined) return { value: { middleware, values: readValues(keys) } }
  const message = 'the option "middleware" is missing: PACKAGE:export, such as helmet:default'
  return { issues: [{ message, path: ['middleware'] }] }
}

function checkMiddleware(made: unknown, name: string, at: { file: string; key: string }): Filter {
  if (typeof made !== 'function') {
    throw new PasteError('PASTE_WRONG_RESULT', at, `"${name}" gave no middleware, but ${typeof made}`, {
      hint: 'name the function that makes the middleware from its options',
    })
  }
  if (made.length > 3) {
    throw new PasteError('PASTE_WRONG_RESULT', at, `"${name}" gave an error handler`, {
      hint: 'there is no place for one: a filter catches errors around "await next()"',
    })
  }
  return made as Filter
}

import { PasteError } from '../errors.ts'
import { importFactory, locateFactory } from '../plan/resolve.ts'
import type { Filter, FilterFactory } from '../types.ts'
import { readValues } from './section-values.ts'

/**
 * `paste.filter_factory` for middlewares of npm packages that are made from one object of options. The key
 * `middleware` names the function that makes it (`helmet:default`); all others are its options, see `readValues`.
 */
export const expressMiddleware: FilterFactory = async ({ file }, conf) => {
  const { middleware: name, ...keys } = conf
  const at = { file, key: 'middleware' }
  if (name === undefined) {
    throw new PasteError('PASTE_MISSING_OPTION', at, 'the option "middleware" is missing', {
      hint: 'add middleware = PACKAGE:export, such as helmet:default',
    })
  }
  const factoryName = { how: 'module', name, spelling: name, protocol: 'filter_factory', at } as const
  const make = await importFactory(locateFactory(factoryName, 'filter', { known: [] }), factoryName)
  const middleware = (make as (options: object) => unknown)(readValues(keys))
  return checkMiddleware(middleware, name, at)
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

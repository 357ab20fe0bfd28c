import { defineFilter } from '../paste/options/define-filter.ts'
import { nobody, requestContext } from '../src/identity/context.ts'
import { identityOptions } from '../src/identity/options.ts'
import { configuration } from '../src/services.ts'
import { establish, requestIdOf } from './identity/request-identity.ts'

/** Everybody is an administrator without a project. For services that nobody but their operator can reach. */
export const factory = defineFilter({
  provides: [requestContext],
  async create(_options, globals) {
    const settings = (await globals.borrow(configuration)).read(identityOptions)
    return establish(globals, req => ({
      ...nobody,
      requestId: requestIdOf(req, settings.max_request_id_length),
      isAdmin: true,
    }))
  },
})

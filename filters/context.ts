import { defineFilter } from '../paste/options/define-filter.ts'
import { Fault } from '../src/errors.ts'
import { nobody, type RequestContext, requestContext } from '../src/identity/context.ts'
import { identityOptions } from '../src/identity/options.ts'
import { configuration, imageService } from '../src/services.ts'
import { establish, identityOf, requestIdOf } from './identity/request-identity.ts'

/** Takes the caller from the identity headers that the filters in front have set or let through. */
export const factory = defineFilter({
  provides: [requestContext],
  async create(_options, globals) {
    const settings = (await globals.borrow(configuration)).read(identityOptions)
    const { policy } = await globals.borrow(imageService)

    return establish(globals, req => {
      if (req.headers['x-identity-status'] === 'Confirmed') {
        const requestId = requestIdOf(req, settings.max_request_id_length)
        const caller: RequestContext = { ...identityOf(req), requestId, isAdmin: false }
        return { ...caller, isAdmin: policy.allows(caller, 'context_is_admin') }
      }
      if (!settings.allow_anonymous_access) throw new Fault('Unauthorized', unauthorized)
      return { ...nobody, requestId: requestIdOf(req, settings.max_request_id_length), readOnly: true }
    })
  },
})

const unauthorized =
  'This server could not verify that you are authorized to access the document you requested. Either you supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials required.'

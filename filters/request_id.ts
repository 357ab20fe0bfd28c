import { defineFilter } from '../paste/options/define-filter.ts'
import { newRequestId } from './identity/request-identity.ts'

/** Gives every answer an `x-openstack-request-id`, that of nobody known as well. A filter inside may know better: the
 * context filters put the id there that the log shows. */
export const factory = defineFilter({
  allowsOtherKeys: true,
  create: () => (_req, res, next) => {
    res.setHeader('x-openstack-request-id', newRequestId())
    return next()
  },
})

import { defineFilter } from '../paste/options/define-filter.ts'
import { passOn } from '../paste/run/pipeline.ts'
import type { Filter } from '../paste/types.ts'
import { firstOf, originOf } from './proxy/origin.ts'
import { overrideAddress, overrideScheme } from './proxy/override.ts'
import { proxyOptions } from './settings/options.ts'
import { completeOptions, sectionOptions } from './settings/section-options.ts'

/** Lets the request look as the client sent it to the proxy: scheme, host, address, and the path prefix the proxy took off. */
export const factory = defineFilter({
  ...sectionOptions(proxyOptions),
  async create(own, globals) {
    const { enable_proxy_headers_parsing: enabled } = await completeOptions(own, globals, proxyOptions)
    return enabled ? believe : passOn
  },
})

const believe: Filter = (req, _res, next) => {
  const { proto, host, from } = originOf(req)
  overrideScheme(req, proto)
  if (host) req.headers.host = host
  overrideAddress(req, from)
  const prefix = firstOf(req, 'x-forwarded-prefix')
  if (prefix) req.baseUrl = prefix.replace(/\/+$/, '') + (req.baseUrl ?? '')
  return next()
}

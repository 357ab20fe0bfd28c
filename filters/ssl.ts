import { defineFilter } from '../paste/options/define-filter.ts'
import { firstOf } from './proxy/origin.ts'
import { overrideScheme } from './proxy/override.ts'
import { schemeOptions } from './settings/options.ts'
import { completeOptions, sectionOptions } from './settings/section-options.ts'

/** Lets the request have the scheme that a proxy in front tells in `secure_proxy_ssl_header`. */
export const factory = defineFilter({
  ...sectionOptions(schemeOptions),
  async create(own, globals) {
    const { secure_proxy_ssl_header: header } = await completeOptions(own, globals, schemeOptions)
    const name = header.toLowerCase()
    return (req, _res, next) => {
      overrideScheme(req, firstOf(req, name))
      return next()
    }
  },
})

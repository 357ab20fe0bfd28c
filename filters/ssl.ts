import { defineFilter } from '../paste/options/define-filter.ts'
import { believeScheme, firstOf } from './http_proxy_to_wsgi.ts'
import { schemeOptions } from './settings/options.ts'
import { completeOptions, sectionOptions } from './settings/section-options.ts'

/** Lets the request have the scheme that a proxy in front tells in `secure_proxy_ssl_header`. */
export const factory = defineFilter({
  ...sectionOptions(schemeOptions),
  async create(own, globals) {
    const { secure_proxy_ssl_header: header } = await completeOptions(own, globals, schemeOptions)
    const name = header.toLowerCase()
    return (req, _res, next) => {
      believeScheme(req, firstOf(req, name))
      return next()
    }
  },
})

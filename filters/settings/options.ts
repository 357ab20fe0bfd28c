import type { Option } from '../../src/config/config.ts'
import { boolean, integer, list, optionGroup, text } from '../../src/config/option.ts'
import { readCheckNames, readNetworks, readPathsByPort } from '../healthcheck/values.ts'

/** Groups of the service's configuration that filters read. A key of the same name in the filter's own section wins. */
export const healthcheckOptions = optionGroup('healthcheck', {
  path: text({ default: '/healthcheck', help: 'Path that healthcheck answers when it is used as a filter.' }),
  detailed: boolean({
    default: false,
    help: 'Whether answers tell about the machine and the process. Do not show that to strangers.',
  }),
  backends: listFor(readCheckNames, {
    default: [],
    help: 'Checks to make: disable_by_file, disable_by_files_ports, enable_by_files.',
  }),
  disable_by_file_path: text({ help: 'disable_by_file reports trouble while this file exists.' }),
  disable_by_file_paths: listFor(readPathsByPort, {
    default: [],
    help: 'port:path pairs; disable_by_files_ports reports trouble on that port while the file exists.',
  }),
  enable_by_file_paths: list({
    default: [],
    help: 'enable_by_files reports trouble while one of these files is missing.',
  }),
  allowed_source_ranges: listFor(readNetworks, {
    default: [],
    help: 'Networks, as address/prefix, that get an answer; others are passed on. Empty: everybody.',
  }),
  ignore_proxied_requests: boolean({
    default: false,
    help: 'Whether requests that came through a proxy are passed on instead of answered.',
  }),
})

export const proxyOptions = optionGroup('oslo_middleware', {
  enable_proxy_headers_parsing: boolean({
    default: false,
    help: 'Whether http_proxy_to_wsgi believes Forwarded and X-Forwarded-* headers. Only behind a proxy that sets them.',
  }),
})

export const bodyOptions = optionGroup('oslo_middleware', {
  max_request_body_size: integer({
    default: 114688,
    deprecatedNames: ['DEFAULT.osapi_max_request_body_size', 'DEFAULT.max_request_body_size'],
    help: 'Bytes that sizelimit lets the body of a request have, image data as well.',
  }),
})

export const schemeOptions = optionGroup('oslo_middleware', {
  secure_proxy_ssl_header: text({
    default: 'X-Forwarded-Proto',
    deprecatedForRemoval: 'http_proxy_to_wsgi reads X-Forwarded-Proto, too',
    help: 'Header in which ssl finds the scheme that the client used. Only behind a proxy that sets it.',
  }),
})

export const corsOptions = optionGroup('cors', {
  allowed_origin: list({
    help: 'Origins whose pages may call the API, as scheme://host[:port]; * means any.',
  }),
  allow_credentials: boolean({ default: true, help: 'Whether those pages may send credentials.' }),
  expose_headers: list({
    default: [
      'X-Image-Meta-Checksum',
      'X-Auth-Token',
      'X-Subject-Token',
      'X-Service-Token',
      'X-OpenStack-Request-ID',
    ],
    help: 'Headers of an answer that those pages may read.',
  }),
  max_age: integer({ default: 3600, help: 'Seconds that a browser may remember a preflight answer.' }),
  allow_methods: list({
    default: ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'],
    help: 'Methods that those pages may use.',
  }),
  allow_headers: list({
    default: [
      'Content-MD5',
      'X-Image-Meta-Checksum',
      'X-Storage-Token',
      'Accept-Encoding',
      'X-Auth-Token',
      'X-Identity-Status',
      'X-Roles',
      'X-Service-Catalog',
      'X-User-Id',
      'X-Tenant-Id',
      'X-OpenStack-Request-ID',
    ],
    help: 'Headers that those pages may send.',
  }),
})

export const profilerOptions = optionGroup('profiler', {
  enabled: boolean({
    default: false,
    deprecatedNames: ['profiler_enabled'],
    help: 'Whether signed requests are traced.',
  }),
})

/** A list that is refused where `read` cannot make anything of it. */
function listFor(
  read: (items: readonly string[]) => unknown,
  declared: { readonly default: readonly string[]; readonly help: string },
): Option<readonly string[]> {
  const option = list(declared)
  return {
    ...option,
    parse(text) {
      const items = option.parse(text)
      read(items)
      return items
    },
  }
}

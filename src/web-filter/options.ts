import { boundedList, optionGroup } from '../config/option.ts'
import { readHost, readInteger, readQuoted } from '../config/values.ts'

/** What on the web users may have the service read. */
export const webFilterOptions = optionGroup('import_filtering_opts', {
  allowed_schemes: boundedList({
    of: readQuoted,
    default: ['http', 'https'],
    help: 'Schemes of the URLs that users may name for image data. [] allows all but disallowed_schemes.',
  }),
  disallowed_schemes: boundedList({
    of: readQuoted,
    default: [],
    help: 'Schemes that they may not name. Without effect where allowed_schemes names any.',
  }),
  allowed_hosts: boundedList({
    of: readHost,
    default: [],
    help: 'Hosts that they may name, this machine and link-local addresses among them only if they stand here. [] allows all others but disallowed_hosts.',
  }),
  disallowed_hosts: boundedList({
    of: readHost,
    default: [],
    help: 'Hosts that they may not name. Without effect where allowed_hosts names any.',
  }),
  allowed_ports: boundedList({
    of: readPort,
    default: [80, 443],
    help: 'Ports that they may name. [] allows all but disallowed_ports.',
  }),
  disallowed_ports: boundedList({
    of: readPort,
    default: [],
    help: 'Ports that they may not name. Without effect where allowed_ports names any.',
  }),
})

function readPort(text: string): number {
  return readInteger(text, { min: 1, max: 65535 }) ?? 0
}

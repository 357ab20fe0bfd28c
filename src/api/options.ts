import type { Values } from '../config/config.ts'
import { boolean, boundedList, integer, optionGroup, text } from '../config/option.ts'
import { readChoice, readQuoted } from '../config/values.ts'

const importMethods = ['glance-direct', 'web-download', 'copy-image', 'glance-download'] as const

export const apiOptions = optionGroup('DEFAULT', {
  limit_param_default: integer({
    default: 25,
    min: 1,
    help: 'Entries of a page when the request does not say how many.',
  }),
  api_limit_max: integer({
    default: 1000,
    min: 1,
    help: 'The most entries that a page may have, whatever the request says.',
  }),
  public_endpoint: text({
    help: 'URL that the versions document shows as the base of the API. Unset: the one that the request came to.',
  }),
  enabled_import_methods: boundedList({
    default: ['glance-direct', 'web-download', 'copy-image'],
    of: text => readChoice(readQuoted(text), importMethods),
    help: 'Ways to import image data that users may choose from. [] switches import off.',
  }),
  use_sendfile: boolean({
    default: false,
    help: 'Whether the kernel sends stored and cached files to clients, which saves CPU time. Linux only, with the optional library koffi.',
  }),
})

export type ApiSettings = Values<typeof apiOptions.options>

import { choice, dict, integer, list, optionGroup, text } from '../config/option.ts'
import type { Section } from './store-type.ts'

/** Set, several named stores are in use. */
export const backendOptions = optionGroup('DEFAULT', {
  enabled_backends: dict({
    help: 'Stores to use, as id:type pairs; the options of each stand in a section named like its id. Types: file, http.',
    sample: 'local:file,web:http',
  }),
})

export const storeOptions = optionGroup('glance_store', {
  default_backend: text({
    help: 'Id of the store for images whose upload names none. Required with enabled_backends.',
  }),
  stores: list({
    default: ['file', 'http'],
    help: 'Types of the stores to use, one of each, with their options in this section. Only without enabled_backends.',
    deprecatedForRemoval: 'name the stores in enabled_backends',
  }),
  default_store: choice({
    choices: [
      'file',
      'filesystem',
      'http',
      'https',
      'swift',
      'swift+http',
      'swift+https',
      'swift+config',
      'rbd',
      'cinder',
      'vsphere',
      's3',
    ],
    default: 'file',
    help: 'Scheme of the store for new images. Only without enabled_backends.',
    deprecatedForRemoval: 'name the default in default_backend',
  }),
})

/** What every store of `enabled_backends` may say in its own section. */
export const namedStoreOptions = optionGroup('glance_store', {
  store_description: text({
    help: 'Shown to users who list the stores.',
    deprecatedNames: ['description'],
  }),
  weight: integer({
    default: 0,
    help: 'Of several stores that hold an image, the one with the highest weight is read first.',
  }),
})

/** Where the options of a store of `enabled_backends` stand. */
export function sectionOf(id: string): Section {
  return { group: id, fallback: ['backend_defaults'] }
}

import { fileURLToPath } from 'node:url'
import type { Config } from '../config/config.ts'
import { boolean, integer, list, optionGroup, text } from '../config/option.ts'
import { hintAtHashName, opensslName } from '../stores/hash-names.ts'

export const imageOptions = optionGroup('DEFAULT', {
  image_size_cap: integer({
    default: 1024 ** 4,
    min: 1,
    max: 2 ** 63,
    help: 'Bytes of the largest image that is accepted.',
  }),
  hashing_algorithm: {
    ...text({
      default: 'sha512',
      help: 'Algorithm of the hash that every new image gets beside its md5 checksum: one that OpenSSL knows.',
      hint: hintAtHashName,
    }),
    parse: checkedAlgorithm,
  },
  show_image_direct_url: boolean({
    default: false,
    help: 'Whether images show, as direct_url, where their data is stored, to all who may see them.',
  }),
  show_multiple_locations: boolean({
    default: false,
    help: 'Whether images show all their locations to all who may see them, and let them be changed by PATCH.',
    deprecatedForRemoval: 'use the /locations API and its policies',
  }),
  delayed_delete: boolean({
    default: false,
    help: 'Whether the data of deleted images stays until glance-scrubber removes it.',
  }),
  do_secure_hash: boolean({
    default: true,
    help: 'Whether the data behind a location that is added through the /locations API is read and hashed.',
  }),
  http_retries: integer({
    default: 3,
    min: 0,
    help: 'How often reading that data is tried again.',
  }),
  node_staging_uri: text({
    default: 'file:///tmp/staging/',
    pattern: /^file:\/\/\//,
    hint: path => (path.startsWith('/') ? `write file://${path}` : undefined),
    help: 'Folder, as a file URI, for data that waits to be imported. Without enabled_backends only.',
  }),
  worker_self_reference_url: text({
    help: 'URL at which other workers reach this one. Unset: public_endpoint.',
  }),
})

/** A slip would otherwise be told to who uploads, each time. */
function checkedAlgorithm(name: string): string {
  opensslName(name)
  return name
}

/** Staging where several backends are configured. */
export const stagingStoreOptions = optionGroup('os_glance_staging_store', {
  filesystem_store_datadir: text({
    default: '/var/lib/glance/os_glance_staging_store',
    help: 'Folder for data that waits to be imported.',
  }),
})

/** The folder for data that waits to be imported. */
export function stagingFolder(config: Config, multi: boolean): string {
  if (multi) return config.read(stagingStoreOptions).filesystem_store_datadir
  return fileURLToPath(config.read(imageOptions).node_staging_uri)
}

export const formatOptions = optionGroup('image_format', {
  container_formats: list({
    default: ['ami', 'ari', 'aki', 'bare', 'ovf', 'ova', 'docker', 'compressed'],
    help: 'Values that container_format may have.',
    deprecatedNames: ['DEFAULT.container_formats'],
  }),
  disk_formats: list({
    default: ['ami', 'ari', 'aki', 'vhd', 'vhdx', 'vmdk', 'raw', 'qcow2', 'vdi', 'iso', 'ploop'],
    help: 'Values that disk_format may have.',
    deprecatedNames: ['DEFAULT.disk_formats'],
  }),
  require_image_format_match: boolean({
    default: true,
    help: 'Whether uploaded data must be in the format that disk_format says.',
  }),
  gpt_safety_checks_nonfatal: list({
    default: [],
    help: 'Names of checks on partition tables whose failure is only logged.',
  }),
})

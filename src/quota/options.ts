import { boolean, integer, optionGroup, text } from '../config/option.ts'
import { readBoolean } from '../config/values.ts'
import { readStorageQuota } from './storage.ts'

export const quotaOptions = optionGroup('DEFAULT', {
  user_storage_quota: {
    ...text({
      default: '0',
      help: 'Most that the images of one project may take in all stores together: a number, or one with B, KB, MB, GB or TB. 0 sets no limit.',
      hint: hintAtQuota,
    }),
    parse: checkedQuota,
  },
  image_property_quota: integer({
    default: 128,
    help: 'Most custom properties of an image. Negative sets no limit.',
  }),
  image_tag_quota: integer({ default: 128, help: 'Most tags of an image. Negative sets no limit.' }),
  image_member_quota: integer({ default: 128, help: 'Most members of an image. Negative sets no limit.' }),
  image_location_quota: integer({ default: 10, help: 'Most locations of an image. Negative sets no limit.' }),
  use_keystone_limits: {
    ...boolean({ default: false, help: 'Whether limits are kept in Keystone, which is not supported yet.' }),
    parse: refuseKeystoneLimits,
  },
})

/** Running without the limits that an operator relies on would be worse than not starting. */
function refuseKeystoneLimits(text: string): boolean {
  if (readBoolean(text)) throw new Error('limits in Keystone are not supported yet')
  return false
}

/** A slip would otherwise be told to who uploads, each time. */
function checkedQuota(setting: string): string {
  readStorageQuota(setting)
  return setting
}

function hintAtQuota(setting: string): string | undefined {
  if (setting.startsWith('-')) return 'write 0 for no limit'
  const [, digits, unit] = /^(\d+)\s*([KMGT]?)i?B?$/i.exec(setting) ?? []
  return digits === undefined ? undefined : `write ${digits}${unit?.toUpperCase()}B: units are those of 1024`
}

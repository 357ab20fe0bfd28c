import { maskUrls } from '../../paste/mask-urls.ts'
import { showOrigin } from './diagnostic.ts'
import { findSettings, type Reading, readOption } from './read-config.ts'
import { showValue } from './sample.ts'

/** Every declared option with its value and where that comes from, as is logged at start with `debug`. */
export function describeOptions(reading: Reading): readonly string[] {
  return reading.declarations.all.map(({ group, key, option }) => {
    const settings = findSettings(reading.find, { group, key, option })
    const places = settings.map(({ origin }) => showOrigin(origin)).join(', ') || 'default'
    const value = readOption(reading, key, option, { group, options: {}, fallback: [], within: [] })
    const shown = option.secret && value !== undefined ? '****' : maskUrls(showValue(option, value))
    return `${group}.${key} = ${shown} (${places})`
  })
}

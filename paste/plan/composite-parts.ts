import { wrongStatus } from '../composites/statuses.ts'
import { parseAddress } from '../composites/url-address.ts'
import { PasteError } from '../errors.ts'
import { namesOf } from '../ini/find-section.ts'
import { type Setting, spotOfSetting } from '../ini/settings.ts'
import type { FactoryContext } from './context.ts'
import { noFlavor } from './flavor.ts'
import { splitPipeline } from './split-pipeline.ts'

/** A key of a composite, and the names of the filters and the app that it stands for. */
export interface CompositePart {
  readonly setting: Setting
  readonly filters: readonly string[]
  readonly app: string
}

/** How the stock composites read a key; some keys are no part. */
const stock: Readonly<Record<string, (setting: Setting) => CompositePart | undefined>> = {
  'glasspaste/paste:urlmap': readAddress,
  'glasspaste/paste:cascade': readTurn,
  'glasspaste/paste:flavors': readPipeline,
}

export const isFlavors = ({ factory }: FactoryContext) => factory.name === 'glasspaste/paste:flavors'
export const isStock = ({ factory }: FactoryContext) => Object.hasOwn(stock, factory.name)

/** The part that a key of a stock composite is; nothing is known of another composite. */
export function compositePart({ factory }: FactoryContext, setting: Setting): CompositePart | undefined {
  return stock[factory.name]?.(setting)
}

/** The part that a key of any other composite may be: an app, where its value is the name of one. */
export function guessPart({ config }: FactoryContext, setting: Setting): CompositePart | undefined {
  const apps = config ? namesOf(config.ini, 'app') : []
  return apps.includes(setting.value) ? appPart(setting) : undefined
}

/** The key of the flavor, or an error that names those that there are. */
export function pickFlavor({ locals, at }: FactoryContext, flavor = ''): Setting {
  const wanted = flavor || 'default'
  const setting = locals.get(wanted)
  if (setting) return setting
  throw noFlavor({ flavor: wanted, known: [...locals.keys()], at })
}

const appPart = (setting: Setting): CompositePart => ({ setting, filters: [], app: setting.value })

function readAddress(setting: Setting): CompositePart {
  const { key } = setting
  try {
    if (key !== 'not_found_app') parseAddress(key)
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new PasteError('PASTE_BAD_OPTION', spotOfSetting(setting, key), problem, { cause })
  }
  return appPart(setting)
}

function readTurn(setting: Setting): CompositePart | undefined {
  const { key } = setting
  if (key === 'catch') {
    const wrong = wrongStatus(setting.value)
    if (wrong === undefined) return undefined
    throw new PasteError('PASTE_BAD_OPTION', spotOfSetting(setting, wrong), `"${wrong}" is no status`, {
      hint: 'catch is a list of statuses, such as 404 405',
    })
  }
  if (key.startsWith('app')) return appPart(setting)
  throw new PasteError('PASTE_UNKNOWN_OPTION', spotOfSetting(setting, key), `a cascade takes no "${key}"`, {
    hint: 'its keys begin with "app", and there is "catch"',
  })
}

function readPipeline(setting: Setting): CompositePart {
  return { setting, ...splitPipeline(setting.value, spotOfSetting(setting)) }
}

import { splitWords } from './blanks.ts'
import type { FactoryContext } from './context.ts'
import { namesOf } from './find-section.ts'
import { noFlavor } from './flavor.ts'
import type { Setting } from './settings.ts'

/** A key of a composite, and the names of the filters and the app that it stands for. */
export interface CompositePart {
  readonly setting: Setting
  readonly filters: readonly string[]
  readonly app: string
}

/** How the stock composites read their sections. */
const stock: Readonly<Record<string, (settings: readonly Setting[]) => CompositePart[]>> = {
  'glasspaste/paste:urlmap': settings => settings.map(appPart),
  'glasspaste/paste:cascade': settings => settings.filter(({ key }) => key.startsWith('app')).map(appPart),
  'glasspaste/paste:flavors': settings => settings.flatMap(pipelinePart),
}

export const isFlavors = ({ factory }: FactoryContext) => factory.name === 'glasspaste/paste:flavors'
export const isStock = ({ factory }: FactoryContext) => Object.hasOwn(stock, factory.name)

/** What a stock composite will ask for, all flavors of it; nothing is known of another. */
export function compositeParts(context: FactoryContext): CompositePart[] {
  return stock[context.factory.name]?.([...context.locals.values()]) ?? []
}

/** What any other composite may ask for: the apps whose names are among its values. */
export function guessParts({ locals, config }: FactoryContext): CompositePart[] {
  const apps = config ? namesOf(config.ini, 'app') : []
  return [...locals.values()].filter(({ value }) => apps.includes(value)).map(appPart)
}

/** The part for the flavor, or an error that names those that there are. */
export function pickFlavor(context: FactoryContext, flavor = ''): CompositePart {
  const parts = compositeParts(context)
  const wanted = flavor || 'default'
  const part = parts.find(({ setting }) => setting.key === wanted)
  if (part) return part
  throw noFlavor({ flavor: wanted, known: parts.map(({ setting }) => setting.key), at: context.at })
}

const appPart = (setting: Setting): CompositePart => ({ setting, filters: [], app: setting.value })

function pipelinePart(setting: Setting): CompositePart[] {
  const filters = splitWords(setting.value)
  const app = filters.pop()
  return app === undefined ? [] : [{ setting, filters, app }]
}

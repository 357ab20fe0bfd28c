import type { AppFactory, Conf, FilterFactory } from '../paste/types.ts'
import { glanceAliases } from './aliases.ts'

/** In paste files of release 2012.1 every section names one of two general factories, and the class to make in a key. */
export const appFactory: AppFactory = async (globals, conf) => {
  const { named, rest } = takeOut(conf, 'glance.app_factory')
  return (await load<AppFactory>(named))(globals, rest)
}

export const filterFactory: FilterFactory = async (globals, conf) => {
  const { named, rest } = takeOut(conf, 'glance.filter_factory')
  return (await load<FilterFactory>(named))(globals, rest)
}

function takeOut(conf: Conf, key: string): { readonly named: string; readonly rest: Conf } {
  const { [key]: named, ...rest } = conf
  if (!named) throw new Error(`${key} is missing: it names the class to make`)
  return { named, rest }
}

async function load<F>(className: string): Promise<F> {
  const target = glanceAliases[`${className}.factory`]
  if (!target) throw new Error(`there is nothing that stands for "${className}"`)
  const colon = target.lastIndexOf(':')
  const module: Record<string, F> = await import(target.slice(0, colon))
  const factory = module[target.slice(colon + 1)]
  if (!factory) throw new Error(`"${className}" cannot be made`)
  return factory
}

import { type Building, buildApp, buildServe, buildWrap } from './build/build.ts'
import { createServices } from './build/services.ts'
import { findProvider } from './check/find-provider.ts'
import { checkOrder } from './check/order.ts'
import { createFactories } from './factories/factories.ts'
import type { Kind } from './ini/find-section.ts'
import { confOf } from './ini/settings.ts'
import type { LoadOptions } from './load-options.ts'
import type { Context } from './plan/context.ts'
import { describeContext, type Plan } from './plan/describe-tree.ts'
import { checkFlavor } from './plan/flavor.ts'
import { planRoot, type Root, startRoot } from './plan/root.ts'
import { growTree } from './plan/tree.ts'
import { composePipeline } from './run/pipeline.ts'
import type { App, Conf, Serve, Wrap } from './types.ts'

export type { LoadOptions }

/** An app that any Express app, router or `http.createServer` can call. */
export interface LoadedApp extends App, AsyncDisposable {
  /** What `plan` says of it, without reading the file again. */
  plan(): Promise<Plan>
  /** Closes the services that were opened for the app, in reverse order. */
  close(): Promise<void>
}

/** Loads the app that a URI names: `config:FILE#name`, `egg:PACKAGE#entry`. */
export async function loadApp(uri: string, options: LoadOptions = {}): Promise<LoadedApp> {
  const { built, plan, close } = await load('app', uri, options, buildApp)
  return Object.assign(composePipeline([], built), { plan, close, [Symbol.asyncDispose]: close })
}

/** Loads a filter. What it borrows stays open as long as the program runs, unless the program lends it. */
export async function loadFilter(uri: string, options: LoadOptions = {}): Promise<Wrap> {
  return (await load('filter', uri, options, buildWrap)).built
}

/** Loads a server, which is a function that serves an app. */
export async function loadServer(uri: string, options: LoadOptions = {}): Promise<Serve> {
  return (await load('server', uri, options, buildServe)).built
}

/** Keys and values as text, interpolated, without what the loader itself reads (`use`, `pipeline` …). */
export interface AppConfig {
  readonly globalConf: Conf
  readonly localConf: Conf
  /** Both together, the local one before the global one. */
  readonly conf: Conf
}

/** The settings that the app would get, without loading it. */
export async function appConfig(uri: string, options: LoadOptions = {}): Promise<AppConfig> {
  const { globals, locals } = (await planRoot(startRoot('app', uri, options))).context
  const [globalConf, localConf] = [confOf(globals), confOf(locals)]
  return { globalConf, localConf, conf: { ...globalConf, ...localConf } }
}

interface Loaded<T> extends Pick<LoadedApp, 'plan' | 'close'> {
  readonly built: T
}

async function load<T>(
  kind: Kind,
  uri: string,
  options: LoadOptions,
  build: (context: Context, building: Building) => Promise<T>,
): Promise<Loaded<T>> {
  const services = createServices(options.lend)
  const root: Root = startRoot(kind, uri, options)
  const factories = createFactories(root.resolver)
  const building: Building = { ...root, factories, services, trace: options.trace, pending: [] }
  try {
    const planned = await planRoot(root)
    const { context, name, config } = planned
    const [misplaced] = await checkOrder(await growTree(context, root), factories.describe, {
      given: options.provides,
      find: key => findProvider(key, root, planned, factories),
    })
    if (misplaced) throw misplaced
    const built = await build(context, building)
    await Promise.all(building.pending)
    if (!building.flavorWasRead) checkFlavor(root, name, config)
    return { built, plan: () => describeContext(context, root), close: services.close }
  } catch (error) {
    await services.close()
    throw error
  }
}

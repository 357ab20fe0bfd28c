import { dirname } from 'node:path'
import { describeDoubts, describeFaults, spotOfFault } from '../check/check-options.ts'
import { PasteError } from '../errors.ts'
import { type Factories, spotOfName } from '../factories/factories.ts'
import type { Kind } from '../ini/find-section.ts'
import { confOf } from '../ini/settings.ts'
import { maskSecret } from '../options/secrets.ts'
import type { Context, FactoryContext, FilteredContext } from '../plan/context.ts'
import type { Planner } from '../plan/planner.ts'
import { composePipeline, type Part } from '../run/pipeline.ts'
import { wrapOf } from '../run/wrap.ts'
import type { Trace } from '../trace/trace.ts'
import type {
  App,
  AppFactory,
  CompositeFactory,
  FilterAppFactory,
  FilterFactory,
  Globals,
  Loader,
  Next,
  Serve,
  ServerFactory,
  ServerRunner,
  Wrap,
} from '../types.ts'
import { factoryFailed } from './factory-failed.ts'
import type { Services } from './services.ts'

/** What one load has in hand while it builds. */
export interface Building {
  readonly planner: Planner
  readonly services: Services
  readonly factories: Factories
  readonly flavor?: string
  /** Set when a composite asks for the flavor. */
  flavorWasRead?: boolean
  /** Looks into every pipeline. */
  readonly trace?: Trace
  /** Apps that a `filter_app_factory` has yet to make. */
  readonly pending: Promise<unknown>[]
}

/** Builds what the context says, the innermost first. */
export async function buildApp(context: Context, building: Building): Promise<App> {
  switch (context.type) {
    case 'pipeline': {
      const app = await buildApp(context.app, building)
      const parts: Part[] = []
      for (const filter of context.filters) parts.push(...(await buildParts(filter, building)))
      return composePipeline(parts, app, context.app.name)
    }
    case 'filter-app':
    case 'filter-with':
      return buildFiltered(context, building)
    case 'factory':
      return callForApp(context, building)
    case 'broken':
      throw new Error(`"${context.name}" is broken`)
  }
}

export async function buildWrap(context: Context, building: Building): Promise<Wrap> {
  return wrapOf(await buildParts(context, building))
}

export async function buildServe(context: Context, building: Building): Promise<Serve> {
  if (context.type !== 'factory') throw new Error(`"${context.name}" is no server`)
  const { call, protocol, globals } = await prepare(context, building)
  const conf = confOf(context.locals)
  if (protocol !== 'server_runner') return call<Serve, ServerFactory>(factory => factory(globals, conf))
  return app => call<Awaited<ReturnType<Serve>>, ServerRunner>(factory => factory(app, globals, conf))
}

async function buildFiltered(context: FilteredContext, building: Building): Promise<App> {
  const app = await buildApp(context.inner, building)
  return composePipeline(await buildParts(context.filter, building), app, context.inner.name)
}

/** The filters that one name stands for, outermost first: more than one where `filter-with` is used on a filter. */
async function buildParts(context: Context, building: Building): Promise<Part[]> {
  if (context.type === 'filter-with') {
    return [...(await buildParts(context.filter, building)), ...(await buildParts(context.inner, building))]
  }
  if (context.type !== 'factory') throw new Error(`"${context.name}" is no filter`)
  const { call, protocol, globals } = await prepare(context, building)
  const conf = confOf(context.locals)
  const marks = { name: context.name, ...(building.trace ? { trace: building.trace } : {}) }
  if (protocol === 'filter_factory') {
    const filter = await call<App, FilterFactory>(factory => factory(globals, conf))
    return [{ ...marks, filter: checkResult(filter, context) }]
  }
  const wrap = (inner: App) => {
    const making = call<App, FilterAppFactory>(factory => factory(inner, globals, conf))
    return finishLater(
      making.then(app => checkResult(app, context)),
      building,
    )
  }
  return [{ ...marks, wrap }]
}

async function callForApp(context: FactoryContext, building: Building): Promise<App> {
  const { call, protocol, globals } = await prepare(context, building)
  const conf = confOf(context.locals)
  if (protocol === 'app_factory') {
    return checkResult(await call<App, AppFactory>(factory => factory(globals, conf)), context)
  }
  const loader = createLoader(context, building)
  return checkResult(await call<App, CompositeFactory>(factory => factory(loader, globals, conf)), context)
}

/** Finds and imports the factory, and checks the section's options where the factory declares them. */
async function prepare(context: FactoryContext, building: Building) {
  const { factory, protocol } = await building.factories.import(context)
  const [fault] = await describeFaults(factory, context)
  if (fault) throw fault
  for (const doubt of describeDoubts(factory, context)) building.planner.warn(doubt)
  return {
    protocol,
    globals: globalsFor(context, building),
    async call<T, F>(how: (factory: F) => T | PromiseLike<T>): Promise<T> {
      try {
        return await how(factory as F)
      } catch (cause) {
        throw cause instanceof PasteError ? placed(cause, context) : factoryFailed(context, cause)
      }
    },
  }
}

function globalsFor(context: FactoryContext, { services, factories }: Building): Globals {
  const { globals, factory, config } = context
  const file = factory.at.file ?? config?.ini.file ?? ''
  const made: Globals = {
    conf: confOf(globals),
    here: dirname(file),
    file,
    borrow: key => services.borrow(key, made),
    import: name => factories.importValue(name, context),
  }
  return made
}

function createLoader(context: FactoryContext, building: Building): Loader {
  const { planner } = building
  const plan = (kind: Kind, name: string) => {
    const { config, globals, path } = context
    return planner.plan(kind, name, { config, globals, path, at: spotOfName(context, name) })
  }
  return {
    get flavor() {
      building.flavorWasRead = true
      return building.flavor
    },
    app: async name => buildApp(await plan('app', name), building),
    filter: async name => buildWrap(await plan('filter', name), building),
    server: async name => buildServe(await plan('server', name), building),
  }
}

/** Stands for an app that is still being made. Loading waits for it; whoever wraps something later does not, and the
 * requests wait. */
function finishLater(making: Promise<App>, { pending }: Building): App {
  let made: App | undefined
  const done = making.then(app => {
    made = app
    return app
  })
  done.catch(() => {}) // loading throws it, or the first request gets it
  pending.push(done)
  return (req, res, next: Next) => (made ? made(req, res, next) : done.then(app => app(req, res, next), next))
}

function checkResult(made: unknown, { kind, factory }: FactoryContext): App {
  if (typeof made === 'function') return made as App
  const { at, spelling } = factory
  const problem = `"${spelling}" gave no ${kind}, but ${made === null ? 'null' : typeof made}`
  throw new PasteError('PASTE_WRONG_RESULT', at, problem, { hint: 'return a function (req, res, next) => …' })
}

/** The fault with its line, where the factory told no more than the key. */
function placed(fault: PasteError, context: FactoryContext): PasteError {
  const { code, file, line, key, problem, hint, cause } = fault
  if (line !== undefined || key === undefined || file !== context.factory.at.file) return fault
  return new PasteError(code, maskSecret(spotOfFault(fault, context)), problem, { hint, cause })
}

import { type LoadedApp, type LoadOptions, loadApp } from '../load.ts'
import type { App } from '../types.ts'
import { mountable } from './host.ts'
import { Passage } from './passage.ts'
import { isOfPipeline } from './turn.ts'

/** An app that can be built anew from its file while it serves. */
export interface ReloadableApp extends LoadedApp {
  /**
   * Reads the file again and builds what it says; requests that come from then on go there. Those under way stay
   * where they are, and what they use is closed after the last of them. Fails, and changes nothing, when the file
   * is faulty. Modules that are already imported stay as they are.
   */
  reload(): Promise<void>
}

/** Like `loadApp`, for a service that is to take up changes of its file without dropping a request. */
export async function reloadable(uri: string, options: LoadOptions = {}): Promise<ReloadableApp> {
  let current = new Generation(await loadApp(uri, options))
  let reloading = Promise.resolve()
  const closings = new Set<Promise<void>>()

  const app: App = (req, res, next) => {
    const passage = new Passage(current.line, req, res, next)
    current.serve(passage)
    return isOfPipeline(next) ? passage : undefined
  }

  async function swap(): Promise<void> {
    const loaded = await loadApp(uri, options)
    const closing = current.retire().catch(error => process.emitWarning(error))
    current = new Generation(loaded)
    closings.add(closing)
    void closing.then(() => closings.delete(closing))
  }

  function reload(): Promise<void> {
    const swapped = reloading.then(swap)
    reloading = swapped.catch(() => {})
    return swapped
  }

  async function close(): Promise<void> {
    await reloading
    await Promise.all([...closings, current.retire()])
  }

  const plan = () => current.app.plan()
  return Object.assign(mountable(app), { plan, reload, close, [Symbol.asyncDispose]: close })
}

/** One state of the file, with the requests that it has to answer. */
class Generation {
  readonly line: ConstructorParameters<typeof Passage>[0]
  readonly app: LoadedApp
  private underWay = 0
  private retired: PromiseWithResolvers<void> | undefined = undefined

  constructor(app: LoadedApp) {
    this.app = app
    this.line = { handlers: [app], names: ['app'], titles: ['the app of the pipeline'] }
  }

  serve(passage: Passage): void {
    const { res } = passage
    this.underWay++
    passage.start()
    // After the connection has done with the answer, filters may still have something to do.
    const waitForFilters = () => {
      if (passage.holds(this)) passage.observe()
      this.release()
    }
    if (res.closed) waitForFilters()
    else res.once('close', waitForFilters)
  }

  hold(): void {
    this.underWay++
  }

  release(): void {
    this.underWay--
    if (this.underWay === 0) this.retired?.resolve(this.app.close())
  }

  retire(): Promise<void> {
    if (this.retired === undefined) {
      this.retired = Promise.withResolvers()
      if (this.underWay === 0) this.retired.resolve(this.app.close())
    }
    return this.retired.promise
  }
}

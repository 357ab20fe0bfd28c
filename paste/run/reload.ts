import { type LoadedApp, type LoadOptions, loadApp } from '../load.ts'
import type { App } from '../types.ts'
import { Generation } from './generation.ts'
import { mountable } from './host.ts'
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
  let loaded = await loadApp(uri, options)
  let current = generationOf(loaded)
  let reloading = Promise.resolve()
  const closings = new Set<Promise<void>>()

  const app: App = (req, res, next) => {
    const passage = current.serve(req, res, next)
    return isOfPipeline(next) ? passage : undefined
  }

  async function swap(): Promise<void> {
    loaded = await loadApp(uri, options)
    const closing = current.retire().catch(error => process.emitWarning(error))
    current = generationOf(loaded)
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

  const plan = () => loaded.plan()
  return Object.assign(mountable(app), { plan, reload, close, [Symbol.asyncDispose]: close })
}

function generationOf(app: LoadedApp): Generation {
  return new Generation(app, app.close)
}

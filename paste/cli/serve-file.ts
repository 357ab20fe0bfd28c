import { once } from 'node:events'
import { inspect } from 'node:util'
import { type Diagnostic, PasteError } from '../errors.ts'
import { type LoadOptions, loadServer } from '../load.ts'
import { reloadable } from '../run/reload.ts'
import { serverFactory } from '../run/serve.ts'
import type { App, Conf, RunningServer } from '../types.ts'
import { paintDiagnostic } from './check-file.ts'
import type { ExitCode } from './exit-code.ts'
import { orFault } from './show-file.ts'
import { paintFor, type Terminal } from './terminal.ts'
import { watchFile } from './watch-file.ts'

interface ServeOptions extends LoadOptions {
  readonly server: string
  readonly host?: string
  readonly port?: string
  readonly reload?: boolean
}

/** Serves until the terminal's signal, or the process is told to end; then the requests under way are answered. */
export async function serveFile(uri: string, options: ServeOptions, terminal: Terminal): Promise<ExitCode> {
  const paint = paintFor(terminal)
  const print = (diagnostic: Diagnostic) => terminal.err(`${paintDiagnostic(diagnostic, paint)}\n`)
  const app = await orFault(() => reloadable(uri, { ...options, onWarning: print }), terminal)
  if (!app) return 1
  const running = await orFault(() => start(uri, options, app), terminal).catch(printRefusal)
  if (running) {
    terminal.out(`serving on ${addressOf(running)}\n`)
    const watching = options.reload ? watchFile(uri, () => app.reload().catch(printFault)) : undefined
    await ended(terminal.signal)
    watching?.close()
    await running.close()
  }
  await app.close()
  return running ? 0 : 1

  /** An address that cannot be had is nothing to print a stack for. */
  function printRefusal(error: NodeJS.ErrnoException): undefined {
    if (error.syscall !== 'listen' && error.syscall !== 'getaddrinfo') throw error
    terminal.err(`cannot listen: ${error.message}\n--host and --port say where else\n`)
  }

  /** Whatever a changed file brings about, what is served already goes on. */
  function printFault(error: unknown) {
    if (error instanceof PasteError) print(error)
    else terminal.err(`the file could not be taken up: ${inspect(error)}\n`)
  }
}

/** By the section of the file, unless the command line says where; without either, where the default server listens. */
async function start(
  uri: string,
  { server, host, port, ...options }: ServeOptions,
  app: App,
): Promise<RunningServer> {
  const address = { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) }
  if (host !== undefined || port !== undefined) return serveAt(address, app)
  try {
    const serve = await loadServer(uri, { ...options, name: server, flavor: undefined })
    return await serve(app)
  } catch (error) {
    const isMissing =
      error instanceof PasteError && error.code === 'PASTE_NO_SECTION' && error.line === undefined
    if (server === 'main' && isMissing) return serveAt({}, app)
    throw error
  }
}

async function serveAt(address: Conf, app: App): Promise<RunningServer> {
  const nothing = () => Promise.reject(new Error('the default server needs nothing'))
  const globals = { conf: {}, here: process.cwd(), file: '', borrow: nothing, import: nothing }
  const serve = await serverFactory(globals, address)
  return serve(app)
}

function addressOf({ server }: RunningServer): string {
  const address = server.address()
  if (address === null || typeof address === 'string') return String(address)
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}/`
}

async function ended(signal: AbortSignal | undefined): Promise<void> {
  if (signal && !signal.aborted) await once(signal, 'abort')
}

import cluster from 'node:cluster'
import { availableParallelism } from 'node:os'
import { type CommandLine, readCommandLine } from '../config/command-line.ts'
import type { Config } from '../config/config.ts'
import { renderDiagnostic } from '../config/diagnostic.ts'
import { type LoadedConfig, loadConfig } from '../config/load.ts'
import { inTurn } from '../in-turn.ts'
import type { Log } from '../log/log.ts'
import type { ApiProcess } from './api-process.ts'
import { exitCodes, failureOf, reportFailure } from './failure.ts'
import type { WorkerMessage } from './messages.ts'
import { serverOptions } from './options.ts'
import { type Crew, supervise } from './supervisor.ts'

export interface GlanceApi {
  /** Arguments after the program's name. */
  readonly argv: readonly string[]
  /** Called once, when the port is served. */
  onServing?(address: string, pipeline: string): void
}

const mostWorkersUnasked = 8

/** glance-api from its arguments to its exit code. */
export async function runGlanceApi(program: GlanceApi): Promise<void> {
  try {
    const commandLine = readCommandLine('glance-api', program.argv)
    if (commandLine.check) process.exit(await checkFiles(commandLine))
    // As Glance has it: what users store is for the service and its group alone, logs and what is cached, too.
    process.umask(0o027)
    const config = await loadConfig({ commandLine })
    const { workers } = crewOf(config)
    if (cluster.isWorker) await serveAsWorker(config)
    else if (workers === 0) await serveAlone(config, commandLine, program)
    else process.exit(await serveWithWorkers(config, commandLine, program))
  } catch (error) {
    await giveUp(error)
  }
}

async function checkFiles(commandLine: CommandLine): Promise<number> {
  const { checkEverything } = await import('./check.ts')
  return checkEverything(commandLine)
}

async function serveAlone(config: LoadedConfig, commandLine: CommandLine, program: GlanceApi): Promise<void> {
  const { startApiProcess } = await import('./api-process.ts')
  const starting = startApiProcess(config)
  let api: ApiProcess | undefined
  // Whoever finds the port open may send a signal at once.
  finishOnSignals(async () => api?.finish())
  process.on(
    'SIGHUP',
    inTurn(() => starting.then(started => reload(started, commandLine)).catch(() => undefined)),
  )
  api = await starting
  tell(api.log, config, api.warnings)
  program.onServing?.(api.address ?? '', api.pipeline)
}

async function reload(api: ApiProcess, commandLine: CommandLine): Promise<void> {
  try {
    const config = await loadConfig({ commandLine })
    await api.reload(config)
    tell(api.log, config, api.warnings)
  } catch (error) {
    api.log.error(`serving on with the old configuration: ${failureOf(error).message}`)
  }
}

async function serveAsWorker(config: Config): Promise<void> {
  const [{ startApiProcess }, { takeConnections }] = await Promise.all([
    import('./api-process.ts'),
    import('./take-connections.ts'),
  ])
  process.on('SIGHUP', () => {})
  const api = await startApiProcess(config, takeConnections)
  finishOnSignals(() => api.finish())
  tellSupervisor({ kind: 'ready', pipeline: api.pipeline, warnings: api.warnings })
}

async function serveWithWorkers(
  config: LoadedConfig,
  commandLine: CommandLine,
  program: GlanceApi,
): Promise<number> {
  // Its modules load while the workers start.
  let log = openLog(config)
  const ended = supervise({
    ...crewOf(config),
    log: () => log,
    onServing: (address, pipeline) => program.onServing?.(address, pipeline),
    reload: async () => {
      const next = await loadConfig({ commandLine })
      const opened = await openLog(next)
      const old = await log
      log = Promise.resolve(opened)
      old.close()
      tell(opened, next)
      return crewOf(next)
    },
  })
  tell(await log, config)
  return ended
}

async function openLog(config: Config): Promise<Log> {
  const { openLog: open } = await import('../log/log.ts')
  return open(config)
}

/** What is doubtful about a configuration; with `debug` all of it, without its secrets. */
function tell(log: Log, config: LoadedConfig, more: readonly string[] = []): void {
  for (const warning of [...config.warnings.map(renderDiagnostic), ...more]) log.warn(warning)
  if (log.isLevelEnabled('debug')) for (const line of config.describe()) log.debug(line)
}

function crewOf(config: Config): Crew {
  const settings = config.read(serverOptions)
  return {
    workers: settings.workers ?? Math.min(availableParallelism(), mostWorkersUnasked),
    graceSeconds: settings.graceful_shutdown_timeout,
    reception: settings,
  }
}

function finishOnSignals(finish: () => Promise<void>): void {
  process.once('SIGTERM', () => void finish().then(() => process.exit(0), giveUp))
  process.once('SIGINT', () => process.exit(0))
}

/** A worker leaves the talking to its supervisor. */
async function giveUp(error: unknown): Promise<never> {
  const failure = failureOf(error)
  if (!cluster.isWorker) {
    // Those that are being born would complain that nobody listens to them.
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL')
    reportFailure(failure)
  }
  await new Promise<void>(sent => tellSupervisor({ kind: 'failed', failure }, sent))
  process.exit(failure.exitCode || exitCodes.unexpected)
}

function tellSupervisor(message: WorkerMessage, sent: () => void = () => {}): void {
  process.send?.(message, undefined, undefined, sent)
}

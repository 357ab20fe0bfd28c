import { type Diagnostic, formatDiagnostic, PasteError } from '../../paste/errors.ts'
import { type Loan, lend } from '../../paste/keys.ts'
import { type LoadedApp, loadApp } from '../../paste/load.ts'
import type { App } from '../../paste/types.ts'
import type { Config } from '../config/config.ts'
import { createImageService } from '../create-service.ts'
import { recoverUploads } from '../images/index.ts'
import { type Log, openLog } from '../log/log.ts'
import { configuration, imageService, logger, openTally } from '../services.ts'
import type { Tally } from '../tally.ts'
import { logAccess } from './access-log.ts'
import { describePipeline } from './describe-pipeline.ts'
import { exitCodes, StartFailure } from './failure.ts'
import { atFlavor } from './flavor-place.ts'
import { gatherOldNames } from './old-names.ts'
import { pipelineOf } from './pipeline-of.ts'

/** The pipeline that a configuration names, with the service inside it, and the log of both. */
export interface Deployment {
  readonly app: App
  readonly log: Log
  /** `glance-api-caching: versionnegotiation context cache rootapp` */
  readonly description: string
  /** What is doubtful about the paste file, for whoever speaks for all processes. */
  readonly warnings: readonly string[]
  close(): Promise<void>
}

type Pipeline = Pick<Deployment, 'description' | 'warnings'> & { readonly app: LoadedApp }

/** `tally` outlives the deployment: what one has counted goes on in the next. */
export async function deploy(config: Config, tally: () => Promise<Tally>): Promise<Deployment> {
  const log = await openLog(config)
  try {
    return await assemble(config, log, tally)
  } catch (error) {
    log.close()
    throw error
  }
}

async function assemble(config: Config, log: Log, tally: () => Promise<Tally>): Promise<Deployment> {
  const opening = createImageService(config, log)
  // The app loads while the database opens.
  const lent = [lend(configuration, config), lend(imageService, opening), lend(openTally, tally)]
  const loading = loadPipeline(config, log, lent)
  try {
    const [service, { app, description, warnings }] = await Promise.all([opening, loading])
    recoverUploads(service)
    return {
      app: logAccess(app, log),
      log,
      description,
      warnings,
      async close() {
        try {
          await app.close()
        } finally {
          await service.close()
          log.close()
        }
      },
    }
  } catch (error) {
    await loading.then(({ app }) => app.close()).catch(() => undefined)
    await opening.then(service => service.close()).catch(() => undefined)
    const { explainFailure } = await import('./explain-failure.ts')
    throw await explainFailure(error, config)
  }
}

async function loadPipeline(config: Config, log: Log, lent: readonly Loan[]): Promise<Pipeline> {
  const { file, uri, options } = pipelineOf(config)
  const warnings: Diagnostic[] = []
  try {
    const app = await loadApp(uri, {
      ...options,
      lend: [lend(logger, log), ...lent],
      onWarning: warning => warnings.push(warning),
    })
    const description = `${nameOf(options.flavor)}: ${describePipeline(await app.plan())}`
    return { app, description, warnings: gatherOldNames(warnings).map(formatDiagnostic) }
  } catch (cause) {
    const got = cause instanceof PasteError ? formatDiagnostic(atFlavor(cause, config)) : messageOf(cause)
    const message = `Unable to load ${nameOf(options.flavor)} from configuration file ${file}.\nGot: ${got}`
    throw new StartFailure(exitCodes.runtime, message, { cause })
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function nameOf(flavor: string | undefined): string {
  return flavor ? `glance-api-${flavor}` : 'glance-api'
}

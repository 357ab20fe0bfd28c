import { formatDiagnostic } from '../../paste/errors.ts'
import { lend } from '../../paste/keys.ts'
import { loadApp } from '../../paste/load.ts'
import type { App } from '../../paste/types.ts'
import { glanceAliases } from '../aliases.ts'
import type { Config } from '../config/config.ts'
import { pasteDeployOptions } from '../config/paste-deploy-options.ts'
import { createImageService } from '../create-service.ts'
import { recoverUploads } from '../images/index.ts'
import { type Log, openLog } from '../log/log.ts'
import { configuration, imageService, logger, openTally } from '../services.ts'
import type { Tally } from '../tally.ts'
import { logAccess } from './access-log.ts'
import { describePipeline } from './describe-pipeline.ts'
import { exitCodes, StartFailure } from './failure.ts'
import { findPasteFile } from './paste-file.ts'

/** The pipeline that a configuration names, with the service inside it, and the log of both. */
export interface Deployment {
  readonly app: App
  readonly log: Log
  /** `glance-api-caching: versionnegotiation context cache rootapp` */
  readonly description: string
  close(): Promise<void>
}

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
  const file = findPasteFile(config, 'glance-api')
  const { flavor } = config.read(pasteDeployOptions)
  const opening = createImageService(config, log)
  try {
    // What the file will most likely name loads while the database opens.
    const [service] = await Promise.all([opening, import('../index.ts')])
    const loading = loadApp(`config:${file}`, {
      name: 'glance-api',
      flavor,
      aliases: glanceAliases,
      lend: [
        lend(configuration, config),
        lend(logger, log),
        lend(imageService, service),
        lend(openTally, tally),
      ],
      onWarning: warning => log.warn(formatDiagnostic(warning)),
    })
    const [app, planned] = await Promise.all([loading, loading.then(app => app.plan())]).catch(cause => {
      throw unloadable(flavor, file, cause)
    })
    recoverUploads(service).catch((err: unknown) =>
      log.error({ err }, 'cleaning up after interrupted uploads failed'),
    )
    return {
      app: logAccess(app, log),
      log,
      description: `${nameOf(flavor)}: ${describePipeline(planned)}`,
      async close() {
        await app.close()
        await service.close()
        log.close()
      },
    }
  } catch (error) {
    await opening.then(service => service.close()).catch(() => undefined)
    throw error
  }
}

function unloadable(flavor: string | undefined, file: string, cause: unknown): StartFailure {
  const got = cause instanceof Error ? cause.message : String(cause)
  const message = `Unable to load ${nameOf(flavor)} from configuration file ${file}.\nGot: ${got}`
  return new StartFailure(exitCodes.runtime, message, { cause })
}

function nameOf(flavor: string | undefined): string {
  return flavor ? `glance-api-${flavor}` : 'glance-api'
}

import type { Logger } from 'pino'
import type { Values } from '../../src/config/config.ts'
import { exists } from '../../src/exists.ts'
import type { healthcheckOptions } from '../settings/options.ts'
import { type CheckName, readCheckNames, readPathsByPort } from './values.ts'

export type HealthSettings = Values<typeof healthcheckOptions.options>

export interface HealthResult {
  readonly available: boolean
  readonly reason: string
  readonly details: string
}

/** One thing to look at, anew for every request; `port` is the one that the request came in by. */
export type HealthCheck = (port: number | undefined) => Promise<HealthResult>

export function findChecks(settings: HealthSettings, log: Logger): readonly HealthCheck[] {
  return readCheckNames(settings.backends).map(name => checks[name](settings, log))
}

const ok: HealthResult = { available: true, reason: 'OK', details: '' }

const checks: Readonly<Record<CheckName, (settings: HealthSettings, log: Logger) => HealthCheck>> = {
  disable_by_file: ({ disable_by_file_path: path }, log) => {
    if (path) return () => disabledBy(path)
    log.warn('the health check disable_by_file has no disable_by_file_path')
    const details = "No 'disable_by_file_path' configuration value specified"
    return async () => ({ ...ok, details })
  },

  disable_by_files_ports: ({ disable_by_file_paths: pairs }) => {
    const paths = readPathsByPort(pairs)
    return async port => {
      const path = paths.get(port ?? 0)
      return path ? { ...(await disabledBy(path)), details: '' } : ok
    }
  },

  enable_by_files: ({ enable_by_file_paths: paths }) => {
    return async () => {
      for (const path of paths) {
        if (await exists(path)) continue
        return { available: false, reason: 'FILE PATH MISSING', details: `File path ${path} is missing` }
      }
      return { ...ok, details: 'Specified file paths are available' }
    }
  },
}

async function disabledBy(path: string): Promise<HealthResult> {
  return (await exists(path))
    ? { available: false, reason: 'DISABLED BY FILE', details: `Path '${path}' was found` }
    : { ...ok, details: `Path '${path}' was not found` }
}

import { access, constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../config/diagnostic.ts'
import { cannotOpen } from './log.ts'
import { logOptions } from './options.ts'
import { logPath } from './plan-from-options.ts'
import { standardOutputs } from './standard-output.ts'

/** What keeps the log of glance-api from being opened, where it goes to a file. Makes nothing. */
export async function checkLog(config: Config): Promise<readonly Diagnostic[]> {
  const settings = config.read(logOptions)
  // A file of Python's logging names files of its own.
  const path = settings.log_config_append ? undefined : logPath(settings, 'glance-api')
  if (path === undefined || standardOutputs.has(path)) return []
  return mayWrite(path).then(
    () => [],
    (error: Error) => [cannotOpen(config, error)],
  )
}

/** Of a file that is still to be made, its folder has to do. */
async function mayWrite(path: string): Promise<void> {
  const file = await stat(path).catch(() => undefined)
  if (file?.isDirectory()) throw new Error(`${path} is a folder`)
  await (file ? access(path, constants.W_OK) : access(dirname(path), constants.W_OK | constants.X_OK))
}

import { access, constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../config/diagnostic.ts'
import type { LogSettings } from './formats.ts'
import { atLogConfig, cannotOpen } from './log.ts'
import { logOptions } from './options.ts'
import { planFromFile } from './plan-from-file.ts'
import { logPath } from './plan-from-options.ts'
import { pretendHandler } from './python-handlers.ts'
import { standardOutputs } from './standard-output.ts'

/** What keeps the log of glance-api from being opened, where it goes to a file, or is described by one. Makes nothing. */
export async function checkLog(config: Config): Promise<readonly Diagnostic[]> {
  const settings = config.read(logOptions)
  if (settings.log_config_append) return checkLogConfig(settings.log_config_append, settings, config)
  const path = logPath(settings, 'glance-api')
  if (path === undefined || standardOutputs.has(path)) return []
  return mayWrite(path).then(
    () => [],
    (error: Error) => [cannotOpen(config, error)],
  )
}

/** What the files that it names can be used for is not looked at. */
async function checkLogConfig(
  name: string,
  settings: LogSettings,
  config: Config,
): Promise<readonly Diagnostic[]> {
  await planFromFile(config.findFile(name) ?? name, settings, pretendHandler).catch(cause => {
    throw atLogConfig(config, cause)
  })
  return []
}

/** Of a file that is still to be made, its folder has to do. */
async function mayWrite(path: string): Promise<void> {
  const file = await stat(path).catch(() => undefined)
  if (file?.isDirectory()) throw new Error(`${path} is a folder`)
  await (file ? access(path, constants.W_OK) : access(dirname(path), constants.W_OK | constants.X_OK))
}

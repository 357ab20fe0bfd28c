import { existsSync } from 'node:fs'
import { basename, isAbsolute, resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { showOrigin } from '../config/diagnostic.ts'
import { pasteDeployOptions } from '../config/paste-deploy-options.ts'
import { exitCodes, StartFailure } from './failure.ts'

/** The paste file that the configuration means: the one it names, else the one named after the last config file,
 * looked for where config files are. */
export function findPasteFile(config: Config, program: string): string {
  const { config_file } = config.read(pasteDeployOptions)
  const name = config_file || nameFor(config.files.at(-1), program)
  const found = existsSync(name) ? resolve(name) : config.findFile(name)
  if (found) return found
  const message = `Unable to locate paste config file for ${program}.\n  ${whatIsMissing(name, config)}`
  throw new StartFailure(exitCodes.runtime, message)
}

function nameFor(configFile: string | undefined, program: string): string {
  return configFile ? basename(configFile).replace(/\.conf$/, '-paste.ini') : `${program}-paste.ini`
}

function whatIsMissing(name: string, config: Config): string {
  const origin = config.placeOf(pasteDeployOptions.name, 'config_file')
  const asked = origin ? `, which [paste_deploy] config_file names (${showOrigin(origin)})` : ''
  const where = isAbsolute(name) ? '' : ' beside the config files, in ~/.glance, ~, /etc/glance or /etc'
  return `there is no ${name}${where}${asked}`
}

import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { pasteDeployOptions } from '../config/paste-deploy-options.ts'
import { exitCodes, StartFailure } from './failure.ts'

/** The paste file that the configuration means: the one it names, else the one named after the last config file,
 * looked for where config files are (reference: paste.md 6). */
export function findPasteFile(config: Config, program: string): string {
  const { config_file } = config.read(pasteDeployOptions)
  const name = config_file ?? nameFor(config.files.at(-1), program)
  const found = existsSync(name) ? resolve(name) : config.findFile(name)
  if (found) return found
  throw new StartFailure(exitCodes.runtime, `Unable to locate paste config file for ${program}.`)
}

function nameFor(configFile: string | undefined, program: string): string {
  return configFile ? basename(configFile).replace(/\.conf$/, '-paste.ini') : `${program}-paste.ini`
}

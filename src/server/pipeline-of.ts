import { glanceAliases } from '../aliases.ts'
import type { Config } from '../config/config.ts'
import { pasteDeployOptions } from '../config/paste-deploy-options.ts'
import { findPasteFile } from './paste-file.ts'

/** The pipeline that a configuration names, as the loader is asked for it. */
export function pipelineOf(config: Config) {
  const { flavor } = config.read(pasteDeployOptions)
  const file = findPasteFile(config, 'glance-api')
  return { file, uri: `config:${file}`, options: { name: 'glance-api', flavor, aliases: glanceAliases } }
}

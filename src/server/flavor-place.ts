import { type Diagnostic, formatPlace } from '../../paste/errors.ts'
import type { Config } from '../config/config.ts'
import { pasteDeployOptions } from '../config/paste-deploy-options.ts'

/** A flavor that the paste file does not have, told where the configuration names it. Everything else as it is. */
export function atFlavor(found: Diagnostic, config: Config): Diagnostic {
  const origin = config.placeOf(pasteDeployOptions.name, 'flavor')
  if (found.code !== 'PASTE_NO_FLAVOR' || origin === undefined) return found
  const { severity, code, hint } = found
  const problem = `${found.problem} in ${formatPlace(found)}`
  const named = { severity, code, hint, section: pasteDeployOptions.name, key: 'flavor' }
  if (origin.kind !== 'file') return { ...named, problem: `${problem}, which ${origin.name} asks for` }
  const { file, line, text: source } = origin
  return { ...named, problem, file, line, source, word: config.read(pasteDeployOptions).flavor }
}

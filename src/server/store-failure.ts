import type { Config } from '../config/config.ts'
import { renderDiagnostic } from '../config/diagnostic.ts'
import { checkStores } from '../stores/check.ts'
import { StoresConfigError } from '../stores/errors.ts'
import { exitCodes, StartFailure } from './failure.ts'

/** Stores that do not allow the start, told with the lines that are at fault. Any other failure as it is. */
export async function atStoreOptions(failure: unknown, config: Config): Promise<unknown> {
  if (!(failure instanceof StoresConfigError)) return failure
  const found = await checkStores(config)
  const faults = found.filter(({ severity }) => severity === 'error').map(renderDiagnostic)
  return new StartFailure(exitCodes.runtime, [failure.message, ...faults].join('\n'), { cause: failure })
}

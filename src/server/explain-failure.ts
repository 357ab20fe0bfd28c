import { checkCache } from '../cache/check.ts'
import type { Config } from '../config/config.ts'
import { type Diagnostic, renderDiagnostic } from '../config/diagnostic.ts'
import { checkStores } from '../stores/check.ts'
import { StoresConfigError } from '../stores/errors.ts'
import { exitCodes, StartFailure } from './failure.ts'
import { planOf } from './plan-of.ts'

/** Stores, or a cache, that do not allow the start, told with the lines of the configuration that are at fault. Any other
 * failure as it is. */
export async function explainFailure(failure: unknown, config: Config): Promise<unknown> {
  const isOfStores = failure instanceof StoresConfigError
  if (!isOfStores && !(failure instanceof StartFailure)) return failure
  const found = await (isOfStores ? checkStores(config) : checkCacheOf(config))
  const faults = found.filter(({ severity }) => severity === 'error').map(renderDiagnostic)
  return new StartFailure(exitCodes.runtime, [failure.message, ...faults].join('\n'), { cause: failure })
}

/** A paste file that cannot be read is told of as such. */
async function checkCacheOf(config: Config): Promise<readonly Diagnostic[]> {
  const plan = await planOf(config)
  return plan ? checkCache(config, plan).catch(() => []) : []
}

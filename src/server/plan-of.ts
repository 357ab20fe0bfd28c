import type { Plan } from '../../paste/plan/describe-tree.ts'
import { plan } from '../../paste/plan/plan.ts'
import type { Config } from '../config/config.ts'
import { pipelineOf } from './pipeline-of.ts'

/** What the pipeline of a configuration is made of; undefined where the paste file cannot be read: who loads it is told. */
export async function planOf(config: Config): Promise<Plan | undefined> {
  try {
    const { uri, options } = pipelineOf(config)
    return await plan(uri, options)
  } catch {
    return undefined
  }
}

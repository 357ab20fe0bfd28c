import { passOn } from '../paste/run/pipeline.ts'
import type { FilterFactory } from '../paste/types.ts'
import { configuration } from '../src/services.ts'
import { profilerOptions } from './settings/options.ts'

/** Stands in stock pipelines and passes everything on while tracing is off. Only `[profiler]` decides, as ever: the keys in
 * the filter's own section do not switch tracing on. */
export const factory: FilterFactory = async globals => {
  const { enabled } = (await globals.borrow(configuration)).read(profilerOptions)
  if (enabled) {
    throw new Error(
      'tracing is not there yet: set [profiler] enabled = false, or take osprofiler out of the pipeline',
    )
  }
  return passOn
}

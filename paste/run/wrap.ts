import type { Wrap } from '../types.ts'
import { composePipeline, type Part } from './pipeline.ts'

const partsByWrap = new WeakMap<Wrap, readonly Part[]>()

/** One wrap for all the parts. */
export function wrapOf(parts: readonly Part[]): Wrap {
  const wrap: Wrap = inner => composePipeline(parts, inner)
  partsByWrap.set(wrap, parts)
  return wrap
}

/** The parts of a wrap that `wrapOf` made, so that a pipeline of such wraps is composed flat; any other is one part. */
export const partsOf = (wrap: Wrap): readonly Part[] => partsByWrap.get(wrap) ?? [{ wrap }]

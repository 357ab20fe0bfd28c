import { defineFilter } from '../paste/options/define-filter.ts'
import { passOn } from '../paste/run/pipeline.ts'

/** Passes on: that an error is logged, and the client told no more than 500, is what every pipeline does by itself. */
export const factory = defineFilter({ allowsOtherKeys: true, create: () => passOn })

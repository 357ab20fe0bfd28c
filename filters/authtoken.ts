import type { FilterFactory } from '../paste/types.ts'

/** Loading it is refused rather than letting anybody in: token validation is not there yet. */
export const factory: FilterFactory = () => {
  throw new Error(
    'authtoken cannot validate tokens yet: choose a flavor without keystone, or trusted-auth behind a proxy that authenticates',
  )
}

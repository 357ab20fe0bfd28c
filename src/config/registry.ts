import { apiOptions } from '../api/options.ts'
import { cacheOptions } from '../cache/options.ts'
import { identityOptions } from '../identity/options.ts'
import { formatOptions, imageOptions, stagingStoreOptions } from '../images/options.ts'
import { logOptions } from '../log/options.ts'
import { policyOptions } from '../policy/options.ts'
import { quotaOptions } from '../quota/options.ts'
import { serverOptions } from '../server/options.ts'
import { backendOptions, namedStoreOptions, storeOptions } from '../stores/options.ts'
import type { OptionGroup, Options } from './config.ts'
import { pasteDeployOptions } from './paste-deploy-options.ts'

/** Every group that something reads, in the order of the sample file and the docs. */
export const declaredGroups: readonly OptionGroup<Options>[] = [
  serverOptions,
  pasteDeployOptions,
  logOptions,
  identityOptions,
  apiOptions,
  imageOptions,
  formatOptions,
  quotaOptions,
  stagingStoreOptions,
  policyOptions,
  backendOptions,
  storeOptions,
  cacheOptions,
]

/** What a section of `enabled_backends` may hold, besides the options of its type. */
export const backendGroups: readonly OptionGroup<Options>[] = [namedStoreOptions]

import {
  bodyOptions,
  corsOptions,
  healthcheckOptions,
  profilerOptions,
  proxyOptions,
  schemeOptions,
} from '../../filters/settings/options.ts'
import { apiOptions } from '../api/options.ts'
import { cacheOptions } from '../cache/options.ts'
import { databaseOptions, locationOptions } from '../db/options.ts'
import { identityOptions } from '../identity/options.ts'
import { formatOptions, imageOptions, stagingStoreOptions } from '../images/options.ts'
import { credentialOptions, tokenOptions } from '../keystone/options.ts'
import { logOptions } from '../log/options.ts'
import { metadefOptions } from '../metadefs/options.ts'
import { policyOptions } from '../policy/options.ts'
import { protectionOptions } from '../protections/options.ts'
import { quotaOptions } from '../quota/options.ts'
import { serverOptions } from '../server/options.ts'
import { filesystemOptions } from '../stores/filesystem/options.ts'
import { httpStoreOptions } from '../stores/http/options.ts'
import { backendOptions, namedStoreOptions, storeOptions } from '../stores/options.ts'
import { taskOptions } from '../tasks/options.ts'
import { webFilterOptions } from '../web-filter/options.ts'
import type { OptionGroup, Options } from './config.ts'
import { pasteDeployOptions } from './paste-deploy-options.ts'

/** Every group that something reads, in the order of the sample file and the docs. */
export const declaredGroups: readonly OptionGroup<Options>[] = [
  serverOptions,
  logOptions,
  backendOptions,
  cacheOptions,
  imageOptions,
  quotaOptions,
  protectionOptions,
  apiOptions,
  metadefOptions,
  identityOptions,
  pasteDeployOptions,
  locationOptions,
  databaseOptions,
  storeOptions,
  filesystemOptions,
  httpStoreOptions,
  webFilterOptions,
  stagingStoreOptions,
  taskOptions,
  formatOptions,
  policyOptions,
  tokenOptions,
  credentialOptions,
  corsOptions,
  healthcheckOptions,
  proxyOptions,
  bodyOptions,
  schemeOptions,
  profilerOptions,
]

/** What the section of a store in `enabled_backends` may hold, whatever its type. */
export const backendGroups: readonly OptionGroup<Options>[] = [
  namedStoreOptions,
  filesystemOptions,
  httpStoreOptions,
]

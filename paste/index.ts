export { cascade } from './cascade.ts'
export { check } from './check.ts'
export { codes, type PasteCode } from './codes.ts'
export { createServer, type ServerTuning } from './create-server.ts'
export { type Definition, defineApp, defineFilter, defineServer } from './define-filter.ts'
export { type Diagnostic, formatDiagnostic, PasteError, type Spot } from './errors.ts'
export { expressMiddleware } from './express-middleware.ts'
export { flavors } from './flavors.ts'
export { type Loan, lend, type RequestKey, requestKey, type ServiceKey, serviceKey } from './keys.ts'
export {
  type AppConfig,
  appConfig,
  type LoadedApp,
  type LoadOptions,
  loadApp,
  loadFilter,
  loadServer,
} from './load.ts'
export { type Option, option } from './options.ts'
export { composePipeline, type Part } from './pipeline.ts'
export {
  type Plan,
  type PlannedBranch,
  type PlannedFactory,
  type PlannedSetting,
  plan,
  planAll,
} from './plan.ts'
export { type ReloadableApp, reloadable } from './reload.ts'
export { listen, serverFactory, serverRunner } from './serve.ts'
export { staticFiles } from './static-files.ts'
export { combineTraces, histogramOf, serverTiming } from './trace.ts'
export { openTelemetry } from './trace-spans.ts'
export type * from './types.ts'
export { urlmap } from './urlmap.ts'

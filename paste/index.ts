export { check } from './check/check.ts'
export { codes, type PasteCode } from './codes.ts'
export { cascade } from './composites/cascade.ts'
export { expressMiddleware } from './composites/express-middleware.ts'
export { flavors } from './composites/flavors.ts'
export { staticFiles } from './composites/static-files.ts'
export { urlmap } from './composites/urlmap.ts'
export { type Diagnostic, formatDiagnostic, PasteError, type Spot } from './errors.ts'
export { type Loan, lend, type RequestKey, requestKey, serviceKey } from './keys.ts'
export {
  type AppConfig,
  appConfig,
  type LoadedApp,
  type LoadOptions,
  loadApp,
  loadFilter,
  loadServer,
} from './load.ts'
export { type Definition, defineApp, defineFilter, defineServer } from './options/define-filter.ts'
export { type Option, option } from './options/options.ts'
export type { Plan, PlannedBranch, PlannedFactory, PlannedSetting } from './plan/describe-tree.ts'
export { plan, planAll } from './plan/plan.ts'
export { createServer, type ServerTuning } from './run/create-server.ts'
export { composePipeline, type Part, passOn } from './run/pipeline.ts'
export { type ReloadableApp, reloadable } from './run/reload.ts'
export { listen, serverFactory, serverRunner } from './run/serve.ts'
export { histogramOf } from './trace/histogram.ts'
export { openTelemetry } from './trace/open-telemetry.ts'
export { serverTiming } from './trace/server-timing.ts'
export { combineTraces, type PassageTrace, type Trace } from './trace/trace.ts'
export type * from './types.ts'

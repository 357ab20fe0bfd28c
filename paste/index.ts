export { cascade } from './cascade.ts'
export { codes, type PasteCode } from './codes.ts'
export { createServer, type ServerTuning } from './create-server.ts'
export {
  type Definition,
  defineApp,
  defineFilter,
  defineServer,
  type FactoryDescription,
  factoryDescription,
} from './define-filter.ts'
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
export type { PassageTrace, Trace } from './passage.ts'
export { composePipeline, type Part } from './pipeline.ts'
export { type ReloadableApp, reloadable } from './reload.ts'
export { serverFactory, serverRunner } from './serve.ts'
export { staticFiles, staticFiles as static } from './static-files.ts'
export { combineTraces, type FilterHistogram, histogramOf, serverTiming } from './trace.ts'
export { openTelemetry } from './trace-spans.ts'
export type * from './types.ts'
export { urlmap } from './urlmap.ts'

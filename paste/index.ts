export { codes, type PasteCode } from './codes.ts'
export { type Diagnostic, formatDiagnostic, PasteError, type Spot } from './errors.ts'
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
export { composePipeline, type Part } from './pipeline.ts'
export type * from './types.ts'
export { urlmap } from './urlmap.ts'

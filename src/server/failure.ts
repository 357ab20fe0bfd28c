/** Those of Glance's own glance-api; `unexpected` is for what nobody has foreseen. */
export const exitCodes = { runtime: 1, workers: 2, config: 5, unexpected: 99 } as const

/** Ends a program with a sentence for the operator and the exit code that fits. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
  readonly exitCode: number

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

const codesByName: Readonly<Record<string, number>> = {
  StartFailure: exitCodes.runtime,
  PasteError: exitCodes.runtime,
  StoresConfigError: exitCodes.runtime,
  ConfigError: exitCodes.config,
  BadConnection: exitCodes.runtime,
  BadCacheSettings: exitCodes.runtime,
}

/** What ended the start, as it crosses from a worker to its supervisor. */
export interface Failure {
  readonly exitCode: number
  readonly message: string
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { exitCode: exitCodes.unexpected, message: String(error) }
  if (error instanceof StartFailure) return { exitCode: error.exitCode, message: error.message }
  const exitCode = codesByName[error.name] ?? codeOfSystemError(error)
  return {
    exitCode,
    message: exitCode === exitCodes.unexpected ? (error.stack ?? error.message) : error.message,
  }
}

/** A port in use or a folder without permission is the operator's to mend: no stack needed. */
function codeOfSystemError(error: Error): number {
  return 'syscall' in error ? exitCodes.runtime : exitCodes.unexpected
}

export function reportFailure({ exitCode, message }: Failure): never {
  process.stderr.write(`ERROR: ${message}\n`)
  process.exit(exitCode)
}

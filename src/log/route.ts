import type { Format } from './formats.ts'
import type { LogRecord } from './record.ts'
import type { Sink } from './sink.ts'

export interface Output {
  /** pino's number of the least level that is written. */
  readonly level: number
  readonly format: Format
  readonly sink: Sink
}

/** What becomes of the records of one logger. */
export interface Route {
  readonly level: number
  readonly outputs: readonly Output[]
}

export interface LogPlan {
  routeOf(logger: string): Route
  readonly outputs: readonly Output[]
}

export function writeRecord(record: LogRecord, { level, outputs }: Route): void {
  if (record.level < level) return
  for (const output of outputs) {
    if (record.level >= output.level) output.sink.write(output.format(record), record.level, record.mayWait)
  }
}

/** `a.b.c`, `a.b`, `a`: a logger takes from the nearest of these what is not said of itself. */
export function lineage(logger: string): readonly string[] {
  const parts = logger.split('.')
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('.'))
}

/** Routes are made once for each name. */
export function remembering(routeOf: (logger: string) => Route): (logger: string) => Route {
  const routes = new Map<string, Route>()
  return logger => {
    const route = routes.get(logger) ?? routeOf(logger)
    routes.set(logger, route)
    return route
  }
}

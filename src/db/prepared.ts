import type { Compilable, CompiledQuery } from 'kysely'
import type { Engine } from './engine.ts'

/** A query of one shape, whatever its values: built and compiled for each database once, and only bound from then on.
 * `build` must not look at the values, only put them where they belong. */
export function prepared<V extends object, R>(
  build: (engine: Engine, values: V) => Compilable<R>,
): (engine: Engine, values: V) => Promise<readonly R[]> {
  return (engine, values) =>
    runPrepared<R>(engine, { shape: build, compile: () => build(engine, blanks as V).compile(), values })
}

export interface PreparedQuery<R> {
  /** The same for queries that differ by their values alone. */
  readonly shape: object | string
  /** Called for the first query of a shape; every value in it is a `blank`. */
  readonly compile: () => CompiledQuery<R>
  /** By the names of the blanks. */
  readonly values: object
}

export async function runPrepared<R>(
  engine: Engine,
  { shape, compile, values }: PreparedQuery<R>,
): Promise<readonly R[]> {
  const query = engine.compiled.get(shape) ?? compile()
  engine.compiled.set(shape, query)
  const parameters = query.parameters.map(parameter =>
    parameter instanceof Blank ? Reflect.get(values, parameter.name) : parameter,
  )
  const bound = { ...query, parameters } as CompiledQuery<R>
  if (engine.run) return (await engine.run(bound)) as readonly R[]
  return (await engine.db.executeQuery<R>(bound)).rows
}

/** Stands in a query for the value of that name. It has the type of the value, for Kysely's sake. */
export function blank<T>(name: string): T {
  return new Blank(name) as T
}

class Blank {
  readonly name: string | symbol

  constructor(name: string | symbol) {
    this.name = name
  }
}

const blanks = new Proxy({}, { get: (_, name) => new Blank(name) })

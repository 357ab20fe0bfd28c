import { PasteError } from '../errors.ts'
import type { Loan } from '../keys.ts'
import type { Globals, ServiceKey } from '../types.ts'

/** What factories borrow: lent by the program, or opened at the first borrow and closed with the loaded app. */
export interface Services {
  borrow<T>(key: ServiceKey<T>, globals: Globals): Promise<T>
  /** Closes what was opened, the last first. Does it once, however often it is called. */
  close(): Promise<void>
}

type AnyKey = ServiceKey<unknown>

export function createServices(loans: readonly Loan[] = []): Services {
  const lent = new Map(loans.map(({ key, service }) => [key, service]))
  const opening = new Map<AnyKey, Promise<unknown>>()
  const opened: { key: AnyKey; service: unknown }[] = []
  const needs = new Map<AnyKey, Set<AnyKey>>()
  let closing: Promise<void> | undefined

  async function open(key: AnyKey, globals: Globals): Promise<unknown> {
    if (!key.open) throw noService(key, globals)
    const needed = new Set<AnyKey>()
    needs.set(key, needed)
    const service = await key.open({
      ...globals,
      borrow(other) {
        needed.add(other as AnyKey)
        const circle = findPath(other as AnyKey, key, needs)
        if (circle) throw serviceCycle([key, ...circle], globals)
        return borrow(other, globals)
      },
    })
    opened.push({ key, service })
    return service
  }

  async function borrow<T>(key: ServiceKey<T>, globals: Globals): Promise<T> {
    const wanted = key as AnyKey
    if (lent.has(wanted)) return lent.get(wanted) as T
    const service = opening.get(wanted) ?? open(wanted, globals)
    opening.set(wanted, service)
    return (await service) as T
  }

  async function closeAll() {
    await Promise.allSettled(opening.values())
    const failures: unknown[] = []
    for (const { key, service } of opened.reverse()) {
      await Promise.resolve(key.close?.(service)).catch(error => failures.push(error))
    }
    if (failures.length === 1) throw failures[0]
    if (failures.length > 1) throw new AggregateError(failures, 'several services failed to close')
  }

  return {
    borrow,
    close() {
      closing ??= closeAll()
      return closing
    },
  }
}

/** The services that lead from one to the other by need. */
function findPath(
  from: AnyKey,
  to: AnyKey,
  needs: ReadonlyMap<AnyKey, ReadonlySet<AnyKey>>,
): AnyKey[] | undefined {
  if (from === to) return [to]
  for (const next of needs.get(from) ?? []) {
    const rest = findPath(next, to, needs)
    if (rest) return [from, ...rest]
  }
  return undefined
}

function noService({ name }: AnyKey, { file }: Globals): PasteError {
  const problem = `the service "${name}" is not lent, and cannot open by itself`
  const hint = 'pass lend: [lend(key, service)] to loadApp'
  return new PasteError('PASTE_NO_SERVICE', { file }, problem, { hint })
}

function serviceCycle(circle: readonly AnyKey[], { file }: Globals): PasteError {
  const names = circle.map(({ name }) => name).join(' -> ')
  return new PasteError('PASTE_SERVICE_CYCLE', { file }, `services need each other to open: ${names}`)
}

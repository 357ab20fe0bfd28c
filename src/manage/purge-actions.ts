import { formatTimestamp } from '../db/clock.ts'
import { type Purged, purge, purgeImages, StillReferenced, type Wear } from '../db/purge.ts'
import type { Desk } from './desk.ts'
import { Exit } from './exit.ts'

export interface PurgeRequest {
  readonly ageInDays: number
  /** -1: all. */
  readonly maxRows: number
}

const dayMilliseconds = 86_400_000
const largestInteger = 2 ** 31 - 1

export function purgeRows(desk: Desk, request: PurgeRequest): Promise<void> {
  return report(desk, purge(desk.engine, wearOf(request)))
}

export function purgeImageRows(desk: Desk, request: PurgeRequest): Promise<void> {
  return report(desk, purgeImages(desk.engine, wearOf(request)))
}

function wearOf({ ageInDays, maxRows }: PurgeRequest): Wear {
  const now = Date.now()
  if (ageInDays < 0) throw new Exit('Must supply a non-negative value for age.')
  if (ageInDays >= now / dayMilliseconds) throw new Exit('Maximal age is count of days since epoch.')
  if (maxRows < -1) throw new Exit('Minimal rows limit is -1.')
  if (maxRows > largestInteger)
    throw new Exit(`'max_rows' value out of range, must not exceed ${largestInteger}.`)
  return {
    before: formatTimestamp((now - ageInDays * dayMilliseconds) * 1000),
    limit: maxRows === -1 ? undefined : maxRows,
  }
}

async function report({ log }: Desk, purged: AsyncIterable<Purged>): Promise<void> {
  try {
    for await (const { table, rows } of purged) log.info(`Deleted ${rows} row(s) from table ${table}`)
  } catch (error) {
    if (!(error instanceof StillReferenced)) throw error
    log.error({ err: error }, 'Purging failed')
    throw new Exit('Purge command failed, check glance-manage logs for more details.')
  }
}

import type { Logger } from 'pino'
import type { Hashing } from '../../stores/digests.ts'
import type { Bytes } from '../../stores/driver.ts'
import { CacheFault, CorruptImage } from '../faults.ts'
import type { CacheFolder } from '../folder.ts'
import type { CacheIndex } from '../index/driver.ts'
import { type CacheMetrics, countFill } from '../metrics.ts'
import type { RoomKeeper } from '../room.ts'
import type { Claim } from './claim.ts'
import type { Fill } from './fill.ts'

export interface FillSettings {
  readonly folder: CacheFolder
  readonly index: CacheIndex
  readonly hashing: () => Promise<Hashing>
  readonly maxBytes: number
  readonly makeRoom: RoomKeeper['makeRoom']
  readonly stallSeconds: number
  readonly metrics: CacheMetrics
  readonly log: Logger
}

export interface Begun {
  readonly fill: Fill
  readonly claim: Claim
  readonly hashing: Hashing
  readonly data: Bytes
}

/** Takes in what the store sends, and makes the image visible when all of it was right. False when it was not kept: the
 * readers of the fill know why. */
export async function completeFill(
  { fill, claim, hashing, data }: Begun,
  onVisible: () => void,
  settings: FillSettings,
): Promise<boolean> {
  const { folder, metrics, log } = settings
  const { id, size } = fill.image
  const begun = performance.now()
  void tellProgress(fill, claim)
  try {
    await fill.run(data, hashing)
    await fill.finishFile()
    await makeVisible(fill, claim, folder)
    onVisible()
    const seconds = (performance.now() - begun) / 1000
    countFill(metrics, size, seconds)
    log.info({ image: id }, `cached image ${id}: ${size} bytes in ${seconds.toFixed(2)} s`)
    await record(fill, settings)
    return true
  } catch (error) {
    metrics.failures++
    await rollBack(id, error, settings)
    return false
  } finally {
    await claim.end().catch(err => log.warn({ err }, `cannot remove the mark of image ${id}`))
    await fill.release()
  }
}

async function makeVisible(fill: Fill, claim: Claim, folder: CacheFolder): Promise<void> {
  const { id } = fill.image
  const gone = new CacheFault('it was deleted meanwhile')
  if (fill.isDiscarded) throw gone
  await folder.move(id, 'incomplete', 'complete')
  // Whoever disowns it after this removes what is visible.
  const isWanted = !(await claim.isDisowned().catch(() => true))
  if (isWanted && !fill.isDiscarded) return
  await folder.remove('complete', id)
  throw gone
}

/** To the readers in other processes; those of this one see it for themselves. */
async function tellProgress(fill: Fill, claim: Claim): Promise<void> {
  try {
    for (let told = 0; told < fill.image.size; ) {
      told = await fill.readableBeyond(told, fill.signal)
      await claim.tell(told)
    }
  } catch {
    // The end of the claim tells the rest.
  }
}

async function record({ image }: Fill, { folder, index, log }: FillSettings): Promise<void> {
  const { id, size, checksum } = image
  const now = Date.now() / 1000
  try {
    await index.add([{ image_id: id, last_accessed: now, last_modified: now, size, hits: 0, checksum }])
    // Somebody may have taken it away before there was a record to remove.
    if (!(await folder.find('complete', id))) await index.remove([id])
    await folder.remove('queue', id)
  } catch (err) {
    log.warn({ err, image: id }, `cannot write down that image ${id} is cached`)
  }
}

async function rollBack(id: string, error: unknown, { folder, log }: FillSettings): Promise<void> {
  const isCorrupt = error instanceof CorruptImage
  const reason = `image ${id} was not cached: ${(error as Error).message}`
  if (isCorrupt) log.error({ image: id }, reason)
  else log.warn({ image: id }, reason)
  try {
    if (isCorrupt) await folder.move(id, 'incomplete', 'invalid')
    else await folder.remove('incomplete', id)
  } catch (err) {
    log.warn({ err, image: id }, `cannot remove what was cached of image ${id}`)
  }
}

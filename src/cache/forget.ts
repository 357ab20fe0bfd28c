import type { Logger } from 'pino'
import { openJobs } from '../jobs.ts'
import { disown } from './fill/claim.ts'
import type { Fills } from './fill/fills.ts'
import type { CacheFolder } from './folder.ts'
import type { CacheIndex } from './index/driver.ts'
import type { OpenFiles } from './read/open-files.ts'

/** Takes images out of the cache. The files decide what is in it: nobody waits for the records, which may be locked, and go
 * after them. */
export interface Forgetting {
  /** Removes the copy; false when there was none. */
  drop(id: string): Promise<boolean>
  /** As well, and what is being filled, in whichever process, does not become a copy. */
  forget(id: string): Promise<boolean>
  /** Tells how many copies there were. */
  forgetAll(): Promise<number>
  /** When the records are gone, too. */
  settled(): Promise<void>
}

interface Parts {
  readonly folder: CacheFolder
  readonly index: CacheIndex
  readonly files: OpenFiles
  readonly fills: Fills
  readonly log: Logger
}

export function createForgetting({ folder, index, files, fills, log }: Parts): Forgetting {
  const jobs = openJobs(log)

  function removeRecords(ids: readonly string[]): void {
    jobs.start('removing the records of images that are cached no more', () => index.remove(ids))
  }

  async function removeCopy(id: string): Promise<boolean> {
    files.drop(id)
    return folder.remove('complete', id)
  }

  async function drop(id: string): Promise<boolean> {
    const wasThere = await removeCopy(id)
    removeRecords([id])
    return wasThere
  }

  async function disownOrTell(id: string): Promise<void> {
    try {
      await disown(folder, id)
    } catch (err) {
      log.warn({ err, image: id }, `whoever is caching image ${id} cannot be told that it is not to be kept`)
    }
  }

  return {
    drop,
    settled: jobs.settled,
    async forget(id) {
      fills.discard(id)
      await disownOrTell(id)
      return drop(id)
    },
    async forgetAll() {
      fills.discardAll()
      const coming = await folder.files('incomplete')
      await Promise.all(coming.map(({ id }) => disownOrTell(id)))
      // Not before: what became complete a moment too early to be disowned stands among the copies now.
      const ids = (await folder.files('complete')).map(({ id }) => id)
      const outcomes = await Promise.allSettled(ids.map(removeCopy))
      removeRecords(ids.filter((_, place) => outcomes[place]?.status === 'fulfilled'))
      const failed = outcomes.find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
      return outcomes.filter(outcome => outcome.status === 'fulfilled' && outcome.value).length
    },
  }
}

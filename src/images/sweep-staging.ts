import type { ImageService } from '../service.ts'
import { openStaging } from './staging.ts'

/** Removes from the staging area what belongs to images that there are no more. Files that are named otherwise than after an
 * image are somebody else's. */
export async function sweepStaging(service: ImageService, signal: AbortSignal): Promise<void> {
  const staging = openStaging(service)
  for (const name of await staging.names()) {
    signal.throwIfAborted()
    const [, id] = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.|$)/i.exec(name) ?? []
    if (id === undefined || (await service.db.images.find(id))) continue
    await removeFile(service, name)
  }

  async function removeFile({ log }: ImageService, name: string): Promise<void> {
    try {
      await staging.removeFile(name)
      log.info(`removed ${name} from the staging area: there is no such image any more`)
    } catch (err) {
      log.error({ err }, `${name} could not be removed from the staging area`)
    }
  }
}

import { access, chmod, constants, stat, statfs } from 'node:fs/promises'
import type { Logger } from 'pino'
import { makeFolder } from '../../make-folder.ts'
import { badSettings, StoreError } from '../errors.ts'
import type { Datadir } from './settings.ts'

/** Creates the folder if it is missing and checks that it can be written. `permission` is that of the files in it.
 * Throws `BadSettings`. */
export async function prepareDatadir(path: string, permission: number, log: Logger): Promise<void> {
  await makeFolder(path).catch(cause => {
    throw badSettings('filesystem', `Unable to create datadir: ${path}`, { cause })
  })
  await access(path, constants.W_OK).catch(cause => {
    throw badSettings('filesystem', `Permission to write in ${path} denied`, { cause })
  })
  await letEnter(path, permission).catch(error => {
    log.warn(
      error,
      `Unable to set execution permission of owner-group and/or other-users to datadir: ${path}`,
    )
  })
}

/** Whoever may read the files may enter their folder. */
async function letEnter(path: string, permission: number): Promise<void> {
  const wanted = (permission & 0o070 ? 0o010 : 0) | (permission & 0o007 ? 0o001 : 0)
  const { mode } = await stat(path)
  if ((mode & wanted) !== wanted) await chmod(path, (mode & 0o7777) | wanted)
}

/** The folder for an image of `size` bytes, 0 where that is not known: of the highest priority with room, the roomiest.
 * A single folder is taken as it is. Throws `Full`. */
export async function bestDatadir(datadirs: readonly Datadir[], size: number): Promise<string> {
  const [first, ...others] = datadirs
  if (first && others.length === 0) return first.path
  for (const priority of new Set(datadirs.map(datadir => datadir.priority))) {
    const equals = datadirs.filter(datadir => datadir.priority === priority)
    const roomiest = await roomiestOf(equals, size)
    if (roomiest) return roomiest
  }
  throw new StoreError(
    'Full',
    `There is no enough disk space left on the image storage media. requested=${size}`,
  )
}

async function roomiestOf(datadirs: readonly Datadir[], size: number): Promise<string | undefined> {
  const candidates = await Promise.all(
    datadirs.map(async ({ path }) => ({ path, free: await freeBytes(path) })),
  )
  const [best] = candidates.filter(({ free }) => free > 0 && free >= size).sort((a, b) => b.free - a.free)
  return best?.path
}

/** A folder that cannot be asked has no room. */
async function freeBytes(path: string): Promise<number> {
  return statfs(path).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  )
}

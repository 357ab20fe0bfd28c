import type { Stats } from 'node:fs'
import { lstat, readdir, rename, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../errors.ts'
import { makeFolder } from '../make-folder.ts'
import { unlessMissing } from '../unless-missing.ts'

/** Where images stand in the cache folder: complete ones directly in it, the others in these. */
export type Place = 'complete' | 'incomplete' | 'invalid' | 'queue'

export interface CachedFile {
  readonly id: string
  /** Bytes. */
  readonly size: number
  /** Epoch seconds. */
  readonly modified: number
  readonly accessed: number
}

/** The cache folder, as Glance lays it out. Files that are not called as images are stay out of it, and links: what becomes of
 * the file behind one cannot be seen here. */
export interface CacheFolder {
  readonly base: string
  /** Makes what is missing of the folder. */
  prepare(): Promise<void>
  folderOf(place: Place): string
  path(place: Place, id: string): string
  find(place: Place, id: string): Promise<Stats | undefined>
  files(place: Place): Promise<readonly CachedFile[]>
  /** Replaces what has that id in the new place. */
  move(id: string, from: Place, to: Place): Promise<void>
  /** False when it was not there. */
  remove(place: Place, id: string): Promise<boolean>
  /** Removes everything there, whatever it is called; gives the paths. */
  empty(place: 'invalid'): Promise<readonly string[]>
}

export const places: readonly Place[] = ['complete', 'incomplete', 'invalid', 'queue']

export function cacheFolder(base: string): CacheFolder {
  const folderOf = (place: Place) => (place === 'complete' ? base : join(base, place))
  const path = (place: Place, id: string) => join(folderOf(place), checkId(id))

  async function describe(place: Place, id: string): Promise<CachedFile | undefined> {
    const stats = await unlessMissing(lstat(path(place, id)))
    if (!stats?.isFile()) return undefined
    return { id, size: stats.size, modified: stats.mtimeMs / 1000, accessed: stats.atimeMs / 1000 }
  }

  return {
    base,
    folderOf,
    path,

    async prepare() {
      for (const place of places) await makeFolder(folderOf(place))
    },

    async find(place, id) {
      const stats = isImageId(id) ? await unlessMissing(lstat(path(place, id))) : undefined
      return stats?.isFile() ? stats : undefined
    },

    async files(place) {
      const names = (await unlessMissing(readdir(folderOf(place)))) ?? []
      const found = await Promise.all(names.filter(isImageId).map(id => describe(place, id)))
      return found.filter(file => file !== undefined)
    },

    move: (id, from, to) => rename(path(from, id), path(to, id)),

    async remove(place, id) {
      if (!isImageId(id)) return false
      const removed = unlink(path(place, id)).then(() => true)
      return (await unlessMissing(removed)) ?? false
    },

    async empty(place) {
      const names = (await unlessMissing(readdir(folderOf(place)))) ?? []
      const paths = names.map(name => join(folderOf(place), name))
      for (const path of paths) await rm(path, { recursive: true, force: true })
      return paths
    },
  }
}

/** Ids become names of files: nothing else may, above all no path. */
function isImageId(id: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)
}

function checkId(id: string): string {
  if (isImageId(id)) return id
  throw new Fault('Invalid', `"${id}" cannot be the id of an image`)
}

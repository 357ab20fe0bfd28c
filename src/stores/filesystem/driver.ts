import { type FileHandle, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { exists } from '../../exists.ts'
import type { StoreDriver } from '../driver.ts'
import { duplicate } from '../errors.ts'
import { openFileBytes } from '../file-bytes.ts'
import { addFile } from './add-file.ts'
import { bestDatadir, prepareDatadir } from './datadirs.ts'
import { createEarlySync } from './early-sync.ts'
import { codeOf, deleteFault, readFault } from './faults.ts'
import { isWithin, locationOf, resolveLocation } from './locations.ts'
import { type Mountpoint, mountpointOf, readMountpoints } from './mountpoints.ts'
import { reclaimFiles } from './reclaim.ts'
import { type Datadir, type FilesystemSettings, readDatadirs, readPermission, readRoots } from './settings.ts'

const smallestChunk = 512 * 1024

/** Images as files `<datadir>/<image id>`, as glance_store lays them out. */
export function createFilesystemDriver(settings: FilesystemSettings, log: Logger): StoreDriver {
  const { filesystem_store_chunk_size: chunkSize, filesystem_thin_provisioning: isThin } = settings
  const chunkBytes = Math.max(chunkSize, smallestChunk)
  const roots = readRoots(settings)
  const earlySync = createEarlySync()
  let datadirs: readonly Datadir[] = []
  let permission = 0
  let mountpoints: readonly Mountpoint[] = []

  const resolvePath = (location: string) => resolveLocation(location, roots)

  async function setPermission(handle: FileHandle): Promise<void> {
    if (permission === 0) return
    await handle.chmod(permission).catch(error => log.warn(error, 'Unable to set permission to image'))
  }

  return {
    schemes: ['file', 'filesystem'],
    properties: { data_dir: roots[0], chunk_size: chunkSize, thin_provisioning: isThin },
    owns: location => isWithin(roots, location),

    async open() {
      datadirs = readDatadirs(settings, log)
      permission = readPermission(settings)
      for (const { path } of datadirs) await prepareDatadir(path, permission, log)
      const { filesystem_store_metadata_file: file } = settings
      if (file) mountpoints = await readMountpoints(file)
    },

    async read(location, range, { signal }) {
      const path = await resolvePath(location)
      return openFileBytes(path, range, { signal, chunkBytes }).catch(cause => {
        throw readFault(cause, path)
      })
    },

    async size(location) {
      const path = await resolvePath(location)
      const stats = await stat(path).catch(cause => {
        throw readFault(cause, path)
      })
      return stats.size
    },

    async add(id, data, { signal, size: announced }) {
      for (const root of roots) if (await exists(join(root, id))) throw duplicate(join(root, id))
      const path = join(await bestDatadir(datadirs, announced ?? 0), id)
      const size = await addFile(id, path, data, {
        gatherBytes: chunkBytes,
        sparseBytes: isThin ? chunkSize : undefined,
        finish: setPermission,
        earlySync,
        signal,
      })
      return { location: locationOf(path), size, metadata: mountpointOf(path, mountpoints) }
    },

    async delete(location) {
      const path = await resolvePath(location)
      await unlink(path).catch(cause => {
        throw deleteFault(cause, path)
      })
    },

    async *reclaim(olderThan, call) {
      for (const root of roots) yield* reclaimFiles(root, olderThan, call)
    },

    async discard(id) {
      const found = await Promise.all(roots.map(root => removeIfThere(join(root, id))))
      return found.includes(true)
    },

    async close() {},
  }
}

async function removeIfThere(path: string): Promise<boolean> {
  try {
    await unlink(path)
    return true
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return false
    throw deleteFault(cause, path)
  }
}

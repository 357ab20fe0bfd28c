import { whyUnusable } from '../../make-folder.ts'
import { badSettings, reasonOf, StoreError } from '../errors.ts'
import type { Unfit } from '../store-type.ts'
import { readMountpoints } from './mountpoints.ts'
import { type FilesystemSettings, readDatadirs, readPermission } from './settings.ts'

/** What will keep images from being added once the driver opens. Makes nothing. */
export async function checkFilesystem(settings: FilesystemSettings): Promise<readonly Unfit[]> {
  const { filesystem_store_datadirs: several, filesystem_store_metadata_file: metadataFile } = settings
  const findings = [
    await unfit(several.length > 0 ? 'filesystem_store_datadirs' : 'filesystem_store_datadir', () =>
      checkDatadirs(settings),
    ),
    await unfit('filesystem_store_file_perm', async () => readPermission(settings)),
    await unfit('filesystem_store_metadata_file', async () => metadataFile && readMountpoints(metadataFile)),
  ]
  return findings.flat()
}

async function checkDatadirs(settings: FilesystemSettings): Promise<void> {
  for (const { path } of readDatadirs(settings)) {
    const reason = await whyUnusable(path)
    if (reason) throw badSettings('filesystem', reason)
  }
}

async function unfit(key: string, read: () => Promise<unknown>): Promise<readonly Unfit[]> {
  try {
    await read()
    return []
  } catch (error) {
    if (error instanceof StoreError) return [{ key, reason: reasonOf(error) }]
    throw error
  }
}

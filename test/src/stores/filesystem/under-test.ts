import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { createFilesystemDriver } from '../../../../src/stores/filesystem/driver.ts'
import type { FilesystemSettings } from '../../../../src/stores/filesystem/settings.ts'
import type { StoreUnderTest } from '../../../contracts/store.ts'

export const silent = pino({ level: 'silent' })

/** The options' defaults, but for what a test sets. */
export function settingsOf(settings: Partial<FilesystemSettings>): FilesystemSettings {
  return {
    filesystem_store_datadir: undefined,
    filesystem_store_datadirs: [],
    filesystem_store_metadata_file: undefined,
    filesystem_store_file_perm: 0,
    filesystem_store_chunk_size: 65_536,
    filesystem_thin_provisioning: false,
    ...settings,
  }
}

/** A driver on a new folder. */
export async function filesystemUnderTest(settings: Partial<FilesystemSettings> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'glasspaste-store-'))
  const both = { filesystem_store_datadir: folder, filesystem_store_datadirs: [folder] }
  return {
    folder,
    driver: createFilesystemDriver(settingsOf({ filesystem_store_datadir: folder, ...settings }), silent),
    contents: () => readdir(folder),
    interrupt: () => killDuringUpload(folder),
    misconfigured: {
      driver: createFilesystemDriver(settingsOf(both), silent),
      complaint: "Specify either 'filesystem_store_datadir' or 'filesystem_store_datadirs' option",
    },
    close: () => rm(folder, { recursive: true, force: true }),
  } satisfies StoreUnderTest & { folder: string }
}

/** Has another process upload an image into the folder, and kills it in the middle. Gives the image's id. */
export async function killDuringUpload(folder: string): Promise<string> {
  const child = fork(new URL('./endless-upload.ts', import.meta.url), [folder], { execArgv: [] })
  const [id] = await once(child, 'message')
  child.kill('SIGKILL')
  await once(child, 'exit')
  return String(id)
}

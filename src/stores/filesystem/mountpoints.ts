import { readFile } from 'node:fs/promises'
import { badSettings } from '../errors.ts'

/** What a location's metadata tells about the mount point that its file is under. */
export type Mountpoint = Readonly<Record<string, string>> & {
  readonly id: string
  readonly mountpoint: string
}

/** Reads `filesystem_store_metadata_file`: one JSON object or a list of them. Throws `BadSettings`. */
export async function readMountpoints(file: string): Promise<readonly Mountpoint[]> {
  const text = await readFile(file, 'utf8').catch(cause => {
    const reason = `The path for the metadata file ${file} could not be accessed: ${cause.message}.`
    throw badSettings('filesystem', reason, { cause })
  })
  try {
    return parseMountpoints(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const reason = `The JSON in the metadata file ${file} is not valid and it can not be used: ${why}.`
    throw badSettings('filesystem', reason, { cause })
  }
}

/** The entry with the longest mount point above the path. */
export function mountpointOf(path: string, mountpoints: readonly Mountpoint[]): Mountpoint | undefined {
  const [nearest] = mountpoints
    .filter(({ mountpoint }) => `${path}/`.startsWith(mountpoint.replace(/\/*$/, '/')))
    .sort((a, b) => b.mountpoint.length - a.mountpoint.length)
  return nearest
}

function parseMountpoints(text: string): readonly Mountpoint[] {
  const value: unknown = JSON.parse(text)
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value]
  return entries.map(entry => {
    if (!isMountpoint(entry)) throw new Error('id and mountpoint, both texts, are required')
    return entry
  })
}

function isMountpoint(entry: unknown): entry is Mountpoint {
  if (typeof entry !== 'object' || entry === null) return false
  const texts = Object.values(entry).every(value => typeof value === 'string')
  return texts && 'id' in entry && 'mountpoint' in entry
}

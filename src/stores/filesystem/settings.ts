import { resolve } from 'node:path'
import type { Logger } from 'pino'
import type { Values } from '../../config/config.ts'
import { badSettings } from '../errors.ts'
import type { filesystemOptions } from './options.ts'

export type FilesystemSettings = Values<typeof filesystemOptions.options>

export interface Datadir {
  readonly path: string
  readonly priority: number
}

const defaultDatadir = '/var/lib/glance/images'

/** Every folder that the settings name, right or wrong: what is in them can be read in any case. */
export function readRoots(settings: FilesystemSettings): readonly string[] {
  const { filesystem_store_datadir: single, filesystem_store_datadirs: several } = settings
  const one = single ?? (several.length > 0 ? '' : defaultDatadir)
  return [one, ...several.map(value => splitDatadir(value).path)].filter(Boolean).map(path => resolve(path))
}

/** The folders to write to, highest priority first. Throws `BadSettings`. */
export function readDatadirs(settings: FilesystemSettings, log?: Logger): readonly Datadir[] {
  const { filesystem_store_datadir: single, filesystem_store_datadirs: several } = settings
  const names = "'filesystem_store_datadir' or 'filesystem_store_datadirs' option"
  if (single && several.length > 0) throw badSettings('filesystem', `Specify either ${names}`)
  if (several.length > 0) return withoutRepetition(several.map(readDatadir), log)
  if (single === '') throw badSettings('filesystem', `Specify at least ${names}`)
  return [{ path: resolve(single ?? defaultDatadir), priority: 0 }]
}

/** The mode of image files, 0 to leave it alone; the digits are octal. Throws `BadSettings`. */
export function readPermission({ filesystem_store_file_perm: digits }: FilesystemSettings): number {
  if (digits <= 0) return 0
  const permission = Number.parseInt(String(digits), 8)
  if (!/^[0-7]{1,4}$/.test(String(digits)) || (permission & 0o400) === 0) {
    throw badSettings('filesystem', "Invalid 'filesystem_store_file_perm' option.")
  }
  return permission
}

function readDatadir(value: string): Datadir {
  const { path, priority } = splitDatadir(value)
  if (!path) throw badSettings('filesystem', 'Invalid directory specified in filesystem configuration')
  if (!/^([+-]?\d+)?$/.test(priority)) {
    throw badSettings('filesystem', `Invalid priority value ${priority} in filesystem configuration`)
  }
  return { path: resolve(path), priority: Number(priority) }
}

function splitDatadir(value: string): { readonly path: string; readonly priority: string } {
  const colon = value.includes(':') ? value.lastIndexOf(':') : value.length
  return { path: value.slice(0, colon).trim(), priority: value.slice(colon + 1).trim() }
}

/** The same line twice is harmless; the same folder with two priorities is not. */
function withoutRepetition(datadirs: readonly Datadir[], log?: Logger): readonly Datadir[] {
  const byPath = new Map<string, Datadir>()
  for (const datadir of datadirs) {
    const known = byPath.get(datadir.path)
    const message = `Directory ${datadir.path} specified multiple times in filesystem_store_datadirs option of filesystem configuration`
    if (known && known.priority !== datadir.priority) throw badSettings('filesystem', message)
    if (known) log?.warn(message)
    byPath.set(datadir.path, datadir)
  }
  return [...byPath.values()].sort((a, b) => b.priority - a.priority)
}

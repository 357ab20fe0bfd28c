import { realpath } from 'node:fs/promises'
import { basename, dirname, join, normalize, sep } from 'node:path'
import type { Location } from '../driver.ts'
import { badLocation, StoreError } from '../errors.ts'

/** Glance writes paths into URIs as they are, without escapes. */
export function locationOf(path: string): Location {
  return `file://${path}` as Location
}

/** Whether a location is in one of the folders, going by its text alone. */
export function isWithin(roots: readonly string[], location: string): boolean {
  const path = pathOf(location)
  return path !== undefined && isUnder(roots, dirname(path))
}

function isUnder(roots: readonly string[], folder: string): boolean {
  return roots.some(root => folder === root || folder.startsWith(root + sep))
}

/** The path to open. Whatever leaves the roots, by `..` or by a link among its folders, is a `BadLocation`;
 * that the file itself is no link is checked when it is opened. */
export async function resolveLocation(location: string, roots: readonly string[]): Promise<string> {
  const path = pathOf(location)
  if (path === undefined) {
    throw new StoreError(
      'BadLocation',
      'Location URI must start with one of the following schemas: file://, filesystem://',
    )
  }
  if (path === '.') throw new StoreError('BadLocation', 'No path specified in URI')
  if (basename(path).startsWith('.')) throw badLocation(location)
  if (roots.includes(dirname(path))) return path

  const [folder, ...realRoots] = await Promise.all([dirname(path), ...roots].map(realOrSame))
  if (folder === undefined || !isUnder(realRoots, folder)) throw badLocation(location)
  return join(folder, basename(path))
}

function pathOf(location: string): string | undefined {
  const [, path] = /^(?:file|filesystem):\/\/(.*)$/s.exec(location.trim()) ?? []
  return path === undefined ? undefined : normalize(path)
}

/** Where nothing is there, there is no link either. */
function realOrSame(path: string): Promise<string> {
  return realpath(path).catch(() => path)
}

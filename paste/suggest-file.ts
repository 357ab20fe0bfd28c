import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { nearest } from './nearest.ts'

/** A hint that names the file of the folder that was most likely meant, if one is. */
export function suggestFile(path: string): string | undefined {
  const folder = dirname(path)
  const right = existsSync(folder) ? nearest(basename(path), readdirSync(folder)) : undefined
  return right === undefined ? undefined : `did you mean "${right}"?`
}

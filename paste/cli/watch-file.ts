import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { parseUri } from '../plan/uri.ts'

/** Tells when the file of the URI, or another ini beside it, has changed. Editors replace files, so it is the folder
 * that is watched; and they write in several steps, so it waits until the last. */
export function watchFile(uri: string, changed: () => void): FSWatcher | undefined {
  const parsed = parseUri(uri, {})
  if (parsed.scheme !== 'config') return undefined
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(dirname(parsed.file), (_event, name) => {
    if (name !== basename(parsed.file) && !name?.endsWith('.ini')) return
    clearTimeout(timer)
    timer = setTimeout(changed, 50)
  })
  return watcher.on('close', () => clearTimeout(timer))
}

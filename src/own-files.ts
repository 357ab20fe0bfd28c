import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'

const manifest = pathToFileURL(findPackageJSON(import.meta.url) ?? '')

/** A file that comes with the package, by its path in it: `etc/glance-api-paste.ini`. */
export function ownFile(path: string): URL {
  return new URL(path, manifest)
}

/** What a thread runs, by its source's path without the ending: `src/db/sqlite/worker`. The build puts other modules
 * together as it likes, so that no module may look for another beside itself. */
export function threadFile(path: string): URL {
  return ownFile(import.meta.url.endsWith('.ts') ? `${path}.ts` : `dist/${path}.js`)
}

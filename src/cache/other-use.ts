import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { stagingFolder } from '../images/options.ts'
import { filesystemOptions } from '../stores/filesystem/options.ts'
import { readRoots } from '../stores/filesystem/settings.ts'
import { backendOptions, sectionOf, storeOptions } from '../stores/options.ts'
import { storeTypes } from '../stores/store-types.ts'
import { cacheFolder, places } from './folder.ts'

/** What else the configuration keeps in the folder of the cache. Nobody could tell copies from what there is once only: it would
 * be evicted, too. */
export async function otherUseOf(base: string, config: Config): Promise<string | undefined> {
  const own = places.map(place => cacheFolder(base).folderOf(place))
  for (const { use, path } of otherFolders(config)) {
    for (const folder of own) if (await areSame(folder, path)) return `${path} is the folder of ${use}`
  }
  return undefined
}

interface Folder {
  readonly use: string
  readonly path: string
}

function otherFolders(config: Config): readonly Folder[] {
  const { enabled_backends: backends = {} } = config.read(backendOptions)
  const named = Object.entries(backends)
  const types = config.read(storeOptions).stores
  const sections =
    named.length > 0
      ? named.map(([id, type]) => ({ use: `the store ${id}`, type, section: sectionOf(id) }))
      : types.map(type => ({ use: 'the store', type, section: { group: storeOptions.name } }))
  const ofStores = sections
    .filter(({ type }) => storeTypes[type] === storeTypes.file)
    .flatMap(({ use, section }) =>
      readRoots(config.read(filesystemOptions, section)).map(path => ({ use, path })),
    )
  const staging = stagingFolder(config, named.length > 0)
  return [...ofStores, { use: 'data that waits to be imported', path: resolve(staging) }]
}

/** Also by way of links. */
async function areSame(one: string, other: string): Promise<boolean> {
  if (resolve(one) === other) return true
  const [a, b] = await Promise.all([one, other].map(path => stat(path).catch(() => undefined)))
  return a !== undefined && a.dev === b?.dev && a.ino === b.ino
}

import cluster from 'node:cluster'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '../config/load.ts'
import { ensureEmbedded, openDatabase } from '../db/open.ts'
import { exists } from '../exists.ts'
import { makeFolder } from '../make-folder.ts'
import { ownFile } from '../own-files.ts'
import { openable } from './address.ts'
import { failureOf, reportFailure } from './failure.ts'
import { runGlanceApi } from './glance-api.ts'

export interface Embedded {
  /** Where everything is kept, relative to the working directory or absolute. */
  readonly folder: string
  readonly argv: readonly string[]
}

/** glance-api with all it needs in one folder: nothing to configure, nothing lost between two starts. */
export async function runEmbedded({ folder, argv }: Embedded): Promise<void> {
  const file = join(folder, 'glance-api.conf')
  const args = ['--config-file', file, ...argv]
  if (cluster.isPrimary) await prepare(folder, file, args).catch(error => reportFailure(failureOf(error)))
  await runGlanceApi({
    argv: args,
    onServing: (address, pipeline) => greet(openable(address), pipeline, file),
  })
}

async function prepare(folder: string, file: string, argv: readonly string[]): Promise<void> {
  await makeFolder(folder)
  await writeOnce(file, configFor(folder))
  const database = await openDatabase(await loadConfig({ argv }))
  await ensureEmbedded(database)
  await database.close()
}

async function writeOnce(file: string, text: string): Promise<void> {
  if (!(await exists(file))) await writeFile(file, text)
}

function configFor(folder: string): string {
  return `# Written at the first start, yours from then on.
[DEFAULT]
bind_host = 127.0.0.1
workers = 1
image_cache_dir = ${folder}/cache
image_cache_driver = sqlite

[database]
connection = sqlite:///${folder}/glance.sqlite

[glance_store]
filesystem_store_datadir = ${folder}/images

[paste_deploy]
config_file = ${fileURLToPath(ownFile('etc/glance-api-paste.ini'))}
flavor = caching
`
}

function greet(address: string, pipeline: string, file: string): void {
  process.stdout.write(`
glasspaste serves the Images API on ${address}
  pipeline  ${pipeline}
  settings  ${file}

Try:
  curl ${address}/v2/images
  curl -X POST ${address}/v2/images -H 'Content-Type: application/json' \\
       -d '{"name": "first", "disk_format": "raw", "container_format": "bare"}'
  openstack --os-auth-type none --os-endpoint ${address} image list

`)
}

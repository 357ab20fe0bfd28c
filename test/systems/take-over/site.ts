import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, portAnswers } from '../../support/ports.ts'
import { type Program, runToEnd, start } from '../../support/program.ts'
import { stockPasteFile } from '../../support/stock-paste-file.ts'

const root = join(import.meta.dirname, '../../..')

/** A folder that holds what an operator has: configuration, paste file, stores. Either service runs on it. */
export interface Site {
  readonly folder: string
  readonly connection: string
  /** Our service. */
  serve(): Promise<{ readonly url: string; readonly program: Program }>
  /** Our `glance-manage`. */
  manage(...action: string[]): Promise<string>
  remove(): Promise<void>
}

export type Stores = 'one store' | 'two stores'

/** `connect` makes a database, for a site in the folder given, and names it. */
export async function makeSite(
  stores: Stores,
  connect: (folder: string) => string | Promise<string>,
): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'glasspaste-site-'))
  for (const name of ['images', 'slow', 'staging', 'work']) await mkdir(join(folder, name))
  const port = await freePort()
  const connection = await connect(folder)
  const file = join(folder, 'glance-api.conf')
  await writeFile(file, storeSettings[stores](folder) + settings({ folder, port, connection }))
  await writeFile(join(folder, 'glance-api-paste.ini'), stockPasteFile('versionnegotiation context rootapp'))
  const args = ['--config-file', file]
  return {
    folder,
    connection,
    async serve() {
      const program = start(process.execPath, [join(root, 'dist/src/bin/glance-api.js'), ...args])
      await portAnswers(port, program.ended)
      return { url: `http://127.0.0.1:${port}`, program }
    },
    manage: (...action) =>
      runToEnd(process.execPath, [join(root, 'dist/src/bin/glance-manage.js'), ...args, ...action]),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

interface Place {
  readonly folder: string
  readonly port: number
  readonly connection: string
}

const settings = ({ folder, port, connection }: Place) => `[DEFAULT]
bind_host = 127.0.0.1
bind_port = ${port}
workers = 1
show_image_direct_url = True
show_multiple_locations = True
enforce_secure_rbac = True
node_staging_uri = file://${folder}/staging
[oslo_policy]
enforce_new_defaults = True
[database]
connection = ${connection}
[paste_deploy]
config_file = ${folder}/glance-api-paste.ini
`

const storeSettings: Readonly<Record<Stores, (folder: string) => string>> = {
  'one store': folder => `[glance_store]
filesystem_store_datadir = ${folder}/images
`,
  'two stores': folder => `[DEFAULT]
metadata_encryption_key = 0123456789abcdef
enabled_backends = fast:file, slow:file
[glance_store]
default_backend = fast
[fast]
filesystem_store_datadir = ${folder}/images
[slow]
filesystem_store_datadir = ${folder}/slow
[os_glance_staging_store]
filesystem_store_datadir = ${folder}/staging
[os_glance_tasks_store]
filesystem_store_datadir = ${folder}/work
`,
}

import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { lend } from '../../../paste/keys.ts'
import { loadApp } from '../../../paste/load.ts'
import { createServer } from '../../../paste/run/create-server.ts'
import { glanceAliases } from '../../../src/aliases.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { ensureEmbedded, openDatabase } from '../../../src/db/open.ts'
import { configuration, logger } from '../../../src/services.ts'
import { stockPasteFile } from '../../support/stock-paste-file.ts'

export interface ApiServer extends AsyncDisposable {
  readonly server: Server
  readonly port: number
  /** Its own, empty at first, gone afterwards. */
  readonly folder: string
  /** What has been logged as an error. */
  readonly errors: readonly string[]
}

/** Found before one that this machine may have under /etc/glance. */
const ownProperties = join(import.meta.dirname, '../../compat/api/schema-image.json')

/** Serves the API as glance-api does, over SQLite and a filesystem store in a folder of its own. The caller is whom the identity
 * headers name, or an administrator where `pipeline` says so. `settings` are lines of `[DEFAULT]` or further sections. */
export async function startApi({
  settings = '',
  pipeline = 'versionnegotiation context rootapp',
  besides,
}: {
  readonly settings?: string | ((folder: string) => string)
  readonly pipeline?: string
  /** Another server whose database it shares. */
  readonly besides?: ApiServer
} = {}): Promise<ApiServer> {
  const folder = await mkdtemp(join(tmpdir(), 'glasspaste-api-'))
  await writeFile(join(folder, 'glance-api-paste.ini'), stockPasteFile(pipeline))
  const extra = typeof settings === 'function' ? settings(folder) : settings
  await writeFile(join(folder, 'glance-api.conf'), configFile(folder, extra, besides?.folder))
  await copyFile(ownProperties, join(folder, 'schema-image.json'))
  const config = await loadConfig({ files: [join(folder, 'glance-api.conf')] })
  const database = await openDatabase(config)
  await ensureEmbedded(database)
  await database.close()

  const errors: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) })
  const app = await loadApp(`config:${join(folder, 'glance-api-paste.ini')}`, {
    name: 'glance-api',
    aliases: glanceAliases,
    lend: [lend(configuration, config), lend(logger, log)],
  })
  const server = createServer(app)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    server,
    port: (server.address() as AddressInfo).port,
    folder,
    errors,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await app.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function configFile(folder: string, extra: string, databaseFolder = folder): string {
  return `[DEFAULT]
node_staging_uri = file://${folder}/staging
${extra}
[database]
connection = sqlite:///${databaseFolder}/glance.sqlite
[glance_store]
filesystem_store_datadir = ${folder}/images
`
}

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type LoadedConfig, loadConfig } from '../../../src/config/load.ts'
import { ensureEmbedded, openDatabase } from '../../../src/db/open.ts'
import { type ApiProcess, startApiProcess } from '../../../src/server/api-process.ts'
import { folderWith } from '../../support/folder.ts'

const conf = (folder: string) => `[DEFAULT]
bind_host = 127.0.0.1
bind_port = 0
log_file = ${folder}/glance-api.log
[database]
connection = sqlite:///${folder}/glance.sqlite
[glance_store]
filesystem_store_datadir = ${folder}/images
`

const pasteFile = `[pipeline:glance-api]
pipeline = unauthenticated-context rootapp
[composite:rootapp]
paste.composite_factory = glance.api:root_app_factory
/v2: apiv2app
[app:apiv2app]
paste.app_factory = glance.api.v2.router:API.factory
[filter:unauthenticated-context]
paste.filter_factory = glance.api.middleware.context:UnauthenticatedContextMiddleware.factory
`

/** A service in this process, for one test; `extra` is appended to its configuration. */
export async function startApi(extra: string, files: Readonly<Record<string, string>> = {}) {
  const folder = await folderWith({ 'glance-api-paste.ini': pasteFile, ...files })
  const file = join(folder, 'glance-api.conf')
  const load = async (more = extra): Promise<LoadedConfig> => {
    await writeFile(file, conf(folder) + more)
    return loadConfig({ files: [file], env: {}, home: folder })
  }
  const database = await openDatabase(await load())
  await ensureEmbedded(database)
  await database.close()
  const api: ApiProcess = await startApiProcess(await load())
  onTestFinished(() => api.finish())
  return { api, folder, load }
}

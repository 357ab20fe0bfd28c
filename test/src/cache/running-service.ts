import { writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { createServer } from '../../../paste/run/create-server.ts'
import { cacheFolder } from '../../../src/cache/folder.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { ensureEmbedded, openDatabase } from '../../../src/db/open.ts'
import { configuration, lend, loadApp, logger } from '../../../src/index.ts'
import { newImage, type TestImage, temporaryFolder } from './cache-under-test.ts'

export interface RunningService {
  readonly port: number
  readonly folder: string
  /** For the commands, which read the same configuration. */
  readonly configFile: string
  /** Stores an image that everybody may see. */
  upload(size?: number): Promise<TestImage>
  download(image: TestImage): Promise<Buffer>
}

const stockFile = resolve('etc/glance-api-paste.ini')

/** A configuration, and the folders of a cache that nothing serves. */
export async function startCacheFolder(): Promise<Pick<RunningService, 'folder' | 'configFile'>> {
  const folder = await temporaryFolder()
  const configFile = join(folder, 'glance-api.conf')
  await writeFile(configFile, configFor(folder))
  await cacheFolder(join(folder, 'cache')).prepare()
  return { folder, configFile }
}

/** The whole service, with our paste file or another text, on a free port. Everybody is an administrator. */
export async function startService(flavor: string, paste?: string): Promise<RunningService> {
  const { folder, configFile } = await startCacheFolder()
  const config = await loadConfig({ files: [configFile], env: {} })
  const database = await openDatabase(config)
  await ensureEmbedded(database)
  await database.close()
  const pasteFile = paste === undefined ? stockFile : join(folder, 'glance-api-paste.ini')
  if (paste !== undefined) await writeFile(pasteFile, paste)
  const app = await loadApp(`config:${pasteFile}`, {
    flavor,
    lend: [lend(configuration, config), lend(logger, pino({ level: 'silent' }))],
  })
  const server = createServer(app)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    await app.close()
  })
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/v2/images`
  return {
    port,
    folder,
    configFile,
    async upload(size = 1000) {
      const image = newImage(size)
      const body = JSON.stringify({ id: image.id, disk_format: 'raw', container_format: 'bare' })
      await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
      const headers = { 'Content-Type': 'application/octet-stream' }
      await fetch(`${url}/${image.id}/file`, { method: 'PUT', headers, body: new Uint8Array(image.data) })
      return image
    },
    async download({ id }) {
      return Buffer.from(await (await fetch(`${url}/${id}/file`)).arrayBuffer())
    },
  }
}

function configFor(folder: string): string {
  return `[DEFAULT]
image_cache_dir = ${folder}/cache
image_cache_driver = sqlite
image_cache_max_size = 5000
cache_prefetcher_interval = 0
log_file = ${folder}/tools.log
use_stderr = False
[database]
connection = sqlite:///${folder}/glance.sqlite
[glance_store]
filesystem_store_datadir = ${folder}/images
`
}

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { ensureEmbedded, openDatabase } from '../../../src/db/open.ts'
import { startApiProcess } from '../../../src/server/api-process.ts'
import { folderWith } from '../config/scratch.ts'

const conf = (folder: string) => `[DEFAULT]
bind_host = 127.0.0.1
bind_port = 0
property_protection_file = rules.conf
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

function rules(create: string): string {
  return `[.*]\ncreate = ${create}\nread = @\nupdate = @\ndelete = @\n`
}

test('a reload puts changed rules about properties in force, and no faulty ones', async () => {
  const folder = await folderWith({ 'glance-api-paste.ini': pasteFile, 'rules.conf': rules('!') })
  const file = join(folder, 'glance-api.conf')
  await writeFile(file, conf(folder))
  const load = () => loadConfig({ files: [file], env: {}, home: folder })
  const database = await openDatabase(await load())
  await ensureEmbedded(database)
  await database.close()

  const api = await startApiProcess(await load())
  onTestFinished(() => api.finish())
  const create = async () => {
    const body = JSON.stringify({ colour: 'green' })
    return (await fetch(`${api.address}/v2/images`, { method: 'POST', body })).status
  }
  expect(await create()).toBe(403)
  await writeFile(join(folder, 'rules.conf'), rules('@'))
  expect(await create()).toBe(403)
  await api.reload(await load())
  expect(await create()).toBe(201)
  await writeFile(join(folder, 'rules.conf'), rules('!,@'))
  await expect(api.reload(await load())).rejects.toMatchObject({ code: 'CONFIG_PROTECTIONS', line: 2 })
  expect(await create()).toBe(201)
})

import request from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWebServer, type WebServer } from '../../../support/web-server.ts'
import { type ApiServer, startApi } from '../api-server.ts'
import { admin, alice } from '../identities.ts'

const ownWebServer = '[import_filtering_opts]\nallowed_hosts = [127.0.0.1]\nallowed_ports = []\n'
let web: WebServer
let api: ApiServer
beforeAll(async () => {
  web = await startWebServer((_req, res) => res.writeHead(200, { 'Content-Length': 9 }).end('some data'))
  api = await startApi({
    settings: `[glance_store]
stores = file,http
${ownWebServer}`,
  })
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await web.stop()
})

test('a location on the web is accepted, and becomes the image in a task that its owner can follow', async () => {
  const url = `${web.url}/data`
  const { body: image } = await request(api.server)
    .post('/v2/images')
    .set(alice)
    .send({ disk_format: 'raw', container_format: 'bare' })
    .expect(201)
  await request(api.server).post(`/v2/images/${image.id}/locations`).set(alice).send({ url }).expect(202, '')
  const task = await ended(image.id)
  expect(task).toMatchObject({
    type: 'location_import',
    status: 'success',
    owner: 'alice',
    input: { image_id: image.id, loc_url: url, validation_data: {} },
    result: { image_id: image.id },
  })
  const { body: shown } = await request(api.server).get(`/v2/tasks/${task.id}`).set(admin).expect(200)
  expect(shown).toMatchObject({ id: task.id, status: 'success', message: '', expires_at: expect.any(String) })
  const { body } = await request(api.server).get(`/v2/images/${image.id}`).set(alice).expect(200)
  expect(body).toMatchObject({ status: 'active', size: 9 })
  expect(body).not.toHaveProperty('os_glance_import_task')
})

async function ended(imageId: string): Promise<{ readonly id: string; readonly status: string }> {
  for (;;) {
    const { body } = await request(api.server).get(`/v2/images/${imageId}/tasks`).set(alice).expect(200)
    const [task] = body.tasks
    if (!['pending', 'processing'].includes(task.status)) return task
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

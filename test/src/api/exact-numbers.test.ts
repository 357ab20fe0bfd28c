import request from 'supertest'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startWebServer } from '../../support/web-server.ts'
import { type ApiServer, startApi } from './api-server.ts'
import { admin, alice } from './identities.ts'

let api: ApiServer
beforeAll(async () => {
  const settings = `show_multiple_locations = True
[glance_store]
stores = file,http
[import_filtering_opts]
allowed_hosts = [127.0.0.1]
allowed_ports = []`
  api = await startApi({ settings })
})
afterAll(() => api[Symbol.asyncDispose]())

async function serveImage(): Promise<string> {
  const web = await startWebServer((_, res) => res.setHeader('Content-Length', 9).end('some data'))
  onTestFinished(web.stop)
  return `${web.url}/image`
}

test('numbers in the metadata of a location are what the client wrote', async () => {
  const draft = { name: 'n', disk_format: 'raw', container_format: 'bare' }
  const { body: image } = await request(api.server).post('/v2/images').set(alice).send(draft).expect(201)
  const metadata = '{"ratio":1.0,"serial":12345678901234567890,"deep":[{"small":1e-05}]}'
  const location = `{"url": "${await serveImage()}", "metadata": ${metadata}}`
  const patched = await request(api.server)
    .patch(`/v2/images/${image.id}`)
    .set(alice)
    .type('application/openstack-images-v2.1-json-patch')
    .send(`[{"op": "add", "path": "/locations/-", "value": ${location}}]`)
    .expect(200)
  expect(patched.text).toContain(`"metadata":${metadata}`)
  const shown = await request(api.server).get(`/v2/images/${image.id}`).set(alice).expect(200)
  expect(shown.text).toContain(`"metadata":${metadata}`)
})

test('bounds of a property keep all their digits, and a default its point', async () => {
  const namespaces = '/v2/metadefs/namespaces'
  await request(api.server).post(namespaces).set(admin).send({ namespace: 'n' }).expect(201)
  const numbers = '"minimum":-9223372036854775808,"maximum":9223372036854775807'
  const created = await request(api.server)
    .post(`${namespaces}/n/properties`)
    .set(admin)
    .type('json')
    .send(`{"name":"p","type":"number","title":"t",${numbers},"default":1.0}`)
    .expect(201)
  const shown = await request(api.server).get(`${namespaces}/n/properties/p`).set(admin).expect(200)
  for (const { text } of [created, shown]) {
    expect(text).toContain(numbers)
    expect(text).toContain('"default":"1.0"')
  }
})

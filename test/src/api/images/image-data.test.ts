import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import supertest from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiServer, startApi } from '../api-server.ts'
import { alice } from '../identities.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi({ settings: 'image_size_cap = 1000' })
})
afterAll(() => api[Symbol.asyncDispose]())

async function createImage(): Promise<string> {
  const { body } = await supertest(api.server)
    .post('/v2/images')
    .set(alice)
    .send({ disk_format: 'raw', container_format: 'bare' })
    .expect(201)
  return `/v2/images/${body.id}`
}

const upload = (image: string) =>
  supertest(api.server).put(`${image}/file`).set(alice).set('Content-Type', 'application/octet-stream')
const show = async (image: string) => (await supertest(api.server).get(image).set(alice).expect(200)).body

test('data of unknown length is taken as it comes', async () => {
  const image = await createImage()
  const req = request({
    port: api.port,
    method: 'PUT',
    path: `${image}/file`,
    headers: { ...alice, 'Content-Type': 'application/octet-stream' },
  })
  req.write('first, ')
  await sleep(20)
  req.end('then')
  const [res] = await once(req, 'response')
  expect(res.statusCode).toBe(204)
  const { body } = await supertest(api.server).get(`${image}/file`).set(alice)
  expect(String(body)).toBe('first, then')
  expect(await show(image)).toMatchObject({ status: 'active', size: 11 })
})

test('an announced size that is wrong puts the image back', async () => {
  const image = await createImage()
  const { text } = await upload(image).set('x-openstack-image-size', '5').send('123').expect(400)
  expect(text).toContain('Size mismatch: expected 5 bytes, got 3 bytes')
  expect(await show(image)).toMatchObject({ status: 'queued', size: null })
})

test.each(['x', '-1', '1.5', '99999999999999999999'])('%s is no size', async size => {
  const image = await createImage()
  const { text } = await upload(image).set('x-openstack-image-size', size).send('123').expect(400)
  expect(text).toContain('Invalid or missing image size in request headers.')
})

test('a client that sends too much reads why, and goes on with the same connection', async () => {
  const image = await createImage()
  const socket = connect(api.port, '127.0.0.1')
  const head = Object.entries(alice).map(([name, value]) => `${name}: ${value}\r\n`)
  const body = 'x'.repeat(300_000)
  socket.write(
    `PUT ${image}/file HTTP/1.1\r\nHost: x\r\n${head.join('')}Content-Type: application/octet-stream\r\n` +
      `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  )
  socket.write(`GET ${image} HTTP/1.1\r\nHost: x\r\n${head.join('')}Connection: close\r\n\r\n`)
  const answers = await text(socket)
  expect(answers).toMatch(/^HTTP\/1.1 413 Request Entity Too Large/)
  expect(answers).toContain('The incoming image is too large')
  expect(answers).toMatch(/HTTP\/1\.1 200 OK/)
  expect(answers).toContain('"status":"queued"')
})

test('a client that hangs up during an upload leaves a queued image and nothing in the log', async () => {
  const image = await createImage()
  const req = request({
    port: api.port,
    method: 'PUT',
    path: `${image}/file`,
    headers: { ...alice, 'Content-Type': 'application/octet-stream', 'Content-Length': 900 },
  })
  req.on('error', () => {})
  req.write('only the beginning')
  while ((await show(image)).status !== 'saving') await sleep(5)
  req.destroy()
  while ((await show(image)).status === 'saving') await sleep(5)
  expect(await show(image)).toMatchObject({ status: 'queued', size: null })
  expect(api.errors).toEqual([])
})

test('the suffix of an empty image is the whole of it', async () => {
  const image = await createImage()
  await upload(image).send('').expect(204)
  await supertest(api.server).get(`${image}/file`).set(alice).set('Range', 'bytes=-5').expect(200)
  await supertest(api.server).get(`${image}/file`).set(alice).set('Range', 'bytes=0-').expect(416)
})

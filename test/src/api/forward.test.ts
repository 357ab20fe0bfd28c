import { readdir } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pino } from 'pino'
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { forwardRequest } from '../../../src/api/forward.ts'
import { openDatabase } from '../../../src/db/open.ts'
import { startWebServer, type WebServer } from '../../support/web-server.ts'
import { type ApiServer, startApi } from './api-server.ts'
import { alice, memberOf } from './identities.ts'

/** Two workers with a database in common, and what stands where the first can be reached. */
let staging: ApiServer
let other: ApiServer
let front: WebServer
let answer: RequestListener
let seen: { readonly line: string; readonly headers: IncomingHttpHeaders; readonly res: ServerResponse }[]

beforeAll(async () => {
  front = await startWebServer((req, res) => {
    seen.push({ line: `${req.method} ${req.url}`, headers: req.headers, res })
    answer(req, res)
  })
  staging = await startApi({ settings: `worker_self_reference_url = ${front.url}` })
  other = await startApi({ settings: 'worker_self_reference_url = http://other', besides: staging })
})
afterAll(async () => {
  await front.stop()
  await other[Symbol.asyncDispose]()
  await staging[Symbol.asyncDispose]()
})
beforeEach(() => {
  seen = []
  answer = (req, res) => staging.server.emit('request', req, res)
})

async function stage(at: ApiServer, more: object = {}): Promise<string> {
  const { body } = await request(at.server).post('/v2/images').set(alice).send(more).expect(201)
  const upload = request(at.server).put(`/v2/images/${body.id}/stage`).set(alice)
  await upload.type('application/octet-stream').send(Buffer.from('some data')).expect(204)
  return body.id
}

const remove = (id: string, headers: object = {}) =>
  request(other.server)
    .delete(`/v2/images/${id}`)
    .set({ ...alice, ...headers })
const isGone = (id: string) => request(other.server).get(`/v2/images/${id}`).set(alice).expect(404)
const stagedAt = ({ folder }: ApiServer) => readdir(join(folder, 'staging'))

test('an image is removed where its data is staged, by whoever asked for it', async () => {
  const id = await stage(staging)
  expect(await stagedAt(staging)).toEqual([id])
  const removed = await remove(id, { 'X-Auth-Token': 'of alice' }).expect(204, '')
  await isGone(id)
  expect(await stagedAt(staging)).toEqual([])
  const [forwarded, ...more] = seen
  expect(more).toEqual([])
  expect(forwarded).toMatchObject({
    line: `DELETE /v2/images/${id}`,
    headers: { 'x-auth-token': 'of alice', 'x-project-id': 'alice' },
  })
  const requestId = forwarded?.res.getHeader('x-openstack-request-id')
  expect(requestId).toMatch(/^req-/)
  expect(removed.headers['x-openstack-request-id']).toBe(requestId)
})

test('what the other worker refuses is refused in its words', async () => {
  const id = await stage(staging, { protected: true })
  const { body } = await remove(id, { Accept: 'application/json' }).expect(403)
  expect(body).toMatchObject({
    code: '403 Forbidden',
    message: expect.stringContaining(`Image ${id} is protected and cannot be deleted.`),
  })
  expect(seen).toHaveLength(1)
  await request(other.server).get(`/v2/images/${id}`).set(alice).expect(200)
})

test('who may not remove the image reaches nobody', async () => {
  const id = await stage(staging, { visibility: 'community' })
  await remove(id, memberOf('bob')).expect(403)
  expect(seen).toEqual([])
})

test.each<[what: string, RequestListener]>([
  ['hangs up', req => req.socket.destroy()],
  ['is behind a gateway that cannot reach it', (_req, res) => res.writeHead(503).end('try later')],
  ['has moved', (_req, res) => res.writeHead(302, { Location: 'http://127.0.0.1/elsewhere' }).end()],
  ['is this one by another name', (req, res) => other.server.emit('request', req, res)],
])('an image is removed here when the worker that has its data %s', async (_, listener) => {
  const id = await stage(staging)
  answer = listener
  await remove(id).expect(204, '')
  expect(seen).toHaveLength(1)
  await isGone(id)
})

test('an image is removed where its hash is being computed', async () => {
  const { body } = await request(other.server).post('/v2/images').set(alice).send({}).expect(201)
  const database = await openDatabase({ connection: `sqlite:///${join(staging.folder, 'glance.sqlite')}` })
  await database.images.setProperty(body.id, 'os_glance_hash_op_host', front.url)
  await database.close()
  await remove(body.id).expect(204)
  expect(seen).toHaveLength(1)
  await isGone(body.id)
})

test('what is staged here is removed here', async () => {
  const id = await stage(other)
  await remove(id).expect(204)
  expect(seen).toEqual([])
  expect(await stagedAt(other)).toEqual([])
})

test('names in any script reach the other worker, and the catalog of a token stays behind', async () => {
  answer = (_req, res) => res.end()
  const gate = createServer((req, res) => {
    Object.assign(req.headers, { 'x-user-name': '用户', 'x-project-name': 'für', 'x-service-catalog': '[]' })
    void forwardRequest(front.url, { req, res, path: '/', log: pino({ level: 'silent' }) })
  })
  await request(gate).get('/').expect(200)
  const { headers } = seen[0] ?? {}
  const named = (name: string) => Buffer.from(String(headers?.[name]), 'latin1').toString()
  expect(named('x-user-name')).toBe('用户')
  expect(headers).toMatchObject({ 'x-project-name': 'für' })
  expect(headers).not.toHaveProperty('x-service-catalog')
})

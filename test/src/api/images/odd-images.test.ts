import request from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiServer, startApi } from '../api-server.ts'
import { alice } from '../identities.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const create = (body: string | object) => request(api.server).post('/v2/images').set(alice).send(body)

test("a property that the operator's schema lets be null is null, and not the word", async () => {
  const { body: image } = await create({ kernel_id: null }).expect(201)
  expect(image.kernel_id).toBeNull()
  const show = () => request(api.server).get(`/v2/images/${image.id}`).set(alice).expect(200)
  expect((await show()).body.kernel_id).toBeNull()
  const patch = (value: unknown) =>
    request(api.server)
      .patch(`/v2/images/${image.id}`)
      .set(alice)
      .type('application/openstack-images-v2.1-json-patch')
      .send(JSON.stringify([{ op: 'replace', path: '/kernel_id', value }]))
      .expect(200)
  await patch('11111111-2222-3333-4444-555555555555')
  await patch(null)
  expect((await show()).body.kernel_id).toBeNull()
})

test('links are read-only whatever their value, before the schema has a say', async () => {
  const { text } = await create({ self: null, name: 5 }).expect(403)
  expect(text).toContain("Attribute 'self' is read-only.")
})

test('a byte order mark is no JSON', async () => {
  const { text } = await create('\uFEFF{}').type('json').expect(400)
  expect(text).toContain('Malformed JSON in request body.')
})

test('characters that nobody can see are told as escapes', async () => {
  const { text } = await create({ visibility: "it's\u0001\u00a0\u2028" }).expect(400)
  expect(text).toContain('"it\'s\\x01\\xa0\\u2028" is not one of')
})

test('an image without an owner is refused to members as owned by None', async () => {
  const { text } = await create({ owner: null }).expect(403)
  expect(text).toContain("You are not permitted to create images owned by 'None'")
})

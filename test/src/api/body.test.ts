import supertest from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiServer, startApi } from './api-server.ts'
import { alice } from './identities.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const post = (body: string) =>
  supertest(api.server)
    .post('/v2/images')
    .set({ ...alice, 'Content-Type': 'text/plain' })
    .send(body)

test.each([
  ['a list where an object is expected', '[]', 'Unexpected body type. Expected dict.'],
  ['a number that JSON does not know', '{"min_ram": NaN}', 'Malformed JSON in request body.'],
  ['what databases cannot keep', '{"name": "a\\u0000b"}', 'Malformed JSON in request body.'],
  ['two values', '{}{}', 'Malformed JSON in request body.'],
])('a body with %s is refused', async (_what, body, reason) => {
  const { text } = await post(body).expect(400)
  expect(text).toContain(reason)
})

test('bytes that are not UTF-8 are no JSON', async () => {
  const { text } = await supertest(api.server)
    .post('/v2/images')
    .set({ ...alice, 'Content-Type': 'application/octet-stream' })
    .send(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))
    .expect(400)
  expect(text).toContain('Malformed JSON in request body.')
})

test('a body that nests without end is refused, not stumbled over', async () => {
  const { text } = await post(`{"name": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`).expect(400)
  expect(text).toContain("is not of type 'null', 'string'")
})

test('a body beyond the limit is not read to its end', async () => {
  const { text } = await post(`{"name": "${'x'.repeat(5_000_000)}"}`).expect(413)
  expect(text).toContain('The request body may not be larger than 4194304 bytes.')
})

test('a property may be named like something of JavaScript', async () => {
  const { text } = await post('{"__proto__": "x", "constructor": "y", "toString": "z"}').expect(201)
  expect(text).toMatch(/^\{"__proto__":"x","constructor":"y","toString":"z","name":null/)
})

test('a NUL in a query is refused', async () => {
  await supertest(api.server).get('/v2/images?name=%00').set(alice).expect(400)
})

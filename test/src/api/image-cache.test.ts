import { setTimeout as sleep } from 'node:timers/promises'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiServer, startApi } from './api-server.ts'
import { admin, alice } from './identities.ts'

const unknown = '99999999-9999-9999-9999-999999999999'

describe('with a folder for the cache', () => {
  let api: ApiServer
  beforeAll(async () => {
    api = await startApi({
      pipeline: 'versionnegotiation context cache rootapp',
      settings: folder => `image_cache_dir = ${folder}/cache\nimage_cache_driver = sqlite`,
    })
  })
  afterAll(() => api[Symbol.asyncDispose]())

  const client = () => supertest(api.server)

  async function storedImage(): Promise<string> {
    const { body } = await client()
      .post('/v2/images')
      .set(alice)
      .send({ disk_format: 'raw', container_format: 'bare' })
    await client()
      .put(`/v2/images/${body.id}/file`)
      .set({ ...alice, 'Content-Type': 'application/octet-stream' })
      .send('0123456789')
      .expect(204)
    return body.id
  }

  async function cachedIds(): Promise<readonly string[]> {
    const { body } = await client().get('/v2/cache').set(admin).expect(200)
    return body.cached_images.map((image: { image_id: string }) => image.image_id)
  }

  test('a queued image is fetched without anybody waiting for it', async () => {
    const id = await storedImage()
    await client().put(`/v2/cache/${id}`).set(admin).expect(202)
    while (!(await cachedIds()).includes(id)) await sleep(10)
    await client().put(`/v2/cache/${id}`).set(admin).expect(202)
    const queuedIds = async () => (await client().get('/v2/cache').set(admin)).body.queued_images
    await expect.poll(queuedIds).toEqual([])
    await client().delete(`/v2/cache/${id}`).set(admin).expect(204)
    expect(await cachedIds()).not.toContain(id)
  })

  test('a downloaded image is cached, and clearing takes it out', async () => {
    const id = await storedImage()
    await client().get(`/v2/images/${id}/file`).set(alice).expect(200)
    while (!(await cachedIds()).includes(id)) await sleep(10)
    await client()
      .delete('/v2/cache')
      .set({ ...admin, 'x-image-cache-clear-target': 'queue' })
      .expect(204)
    expect(await cachedIds()).toContain(id)
    await client().delete('/v2/cache').set(admin).expect(204)
    expect(await cachedIds()).toEqual([])
  })

  test('only what is active can be queued', async () => {
    const { body } = await client().post('/v2/images').set(alice).send({})
    const { text } = await client().put(`/v2/cache/${body.id}`).set(admin).expect(400)
    expect(text).toContain('Only images with status active can be targeted for queueing')
  })

  test('what is nowhere is not found', async () => {
    const put = await client().put(`/v2/cache/${unknown}`).set(admin).expect(404)
    expect(put.text).toContain(`Image ${unknown} not found.`)
    await client().delete(`/v2/cache/${unknown}`).set(admin).expect(404)
  })

  test('only one of three parts can be cleared', async () => {
    const { text } = await client()
      .delete('/v2/cache')
      .set({ ...admin, 'x-image-cache-clear-target': 'all' })
      .expect(400)
    expect(text).toContain("must be 'cache', 'queue' or empty string.")
  })

  test('no other node is known', async () => {
    const { text } = await client().get(`/v2/cache/nodes/${unknown}`).set(admin).expect(409)
    expect(text).toContain('Centralized caching is not enabled')
  })

  test('others than administrators are refused', async () => {
    const { text } = await client().get('/v2/cache').set(alice).expect(403)
    expect(text).toContain('You are not authorized to complete cache_list action.')
    await client().delete('/v2/cache').set(alice).expect(403)
  })
})

test('without a folder there is no cache to manage, and rights are looked at first', async () => {
  await using api = await startApi()
  const { text } = await supertest(api.server).get('/v2/cache').set(admin).expect(404)
  expect(text).toContain('Caching via API is not supported at this site.')
  await supertest(api.server).get('/v2/cache').set(alice).expect(403)
})

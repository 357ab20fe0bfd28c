import { readdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import request from 'supertest'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../src/db/open.ts'
import { startWebServer } from '../../support/web-server.ts'
import { startApi } from '../api/api-server.ts'
import { newImage, sum, type TestImage, temporaryFolder, until } from './cache-under-test.ts'

const admin = { 'X-Identity-Status': 'Confirmed', 'X-Project-Id': 'ops', 'X-Roles': 'admin,member,reader' }
const owner = { ...admin, 'X-Project-Id': 'engines', 'X-Roles': 'member,reader' }
const stranger = { ...owner, 'X-Project-Id': 'looms' }

/** The service with the cache in its pipeline, and an image in its store. */
async function serve(driver = 'sqlite', policy?: string) {
  const policyFile = join(await temporaryFolder(), 'policy.yaml')
  if (policy) await writeFile(policyFile, policy)
  const api = await startApi({
    pipeline: 'versionnegotiation context cache rootapp',
    settings: folder => `image_cache_dir = ${folder}/cache
image_cache_driver = ${driver}
[oslo_policy]
policy_file = ${policyFile}`,
  })
  onTestFinished(() => api[Symbol.asyncDispose]())
  const image = newImage(2_000_000)
  const { body } = await request(api.server)
    .post('/v2/images')
    .set(owner)
    .send({ name: 'first', disk_format: 'raw', container_format: 'bare' })
  const path = `/v2/images/${body.id}`
  await request(api.server)
    .put(`${path}/file`)
    .set(owner)
    .set('Content-Type', 'application/octet-stream')
    .send(image.data)
    .expect(204)

  const get = (headers: Record<string, string> = owner) =>
    request(api.server).get(`${path}/file`).set(headers)
  const cachedFiles = async () => (await readdir(join(api.folder, 'cache'))).filter(name => name === body.id)
  return {
    api,
    image,
    path,
    get,
    cachedFiles,
    cached: () => until(async () => (await cachedFiles()).length === 1),
    emptyStore: () => rm(join(api.folder, 'images', body.id)),
    fillStore: (data: Buffer) => writeFile(join(api.folder, 'images', body.id), data),
  }
}

function expectImage(
  answer: { status: number; body: Buffer; headers: Record<string, string> },
  image: TestImage,
) {
  expect([answer.status, sum(answer.body)]).toEqual([200, image.checksum])
  expect(answer.headers).toMatchObject({ 'content-md5': image.checksum, 'content-length': `${image.size}` })
}

test('what was downloaded once is served without the store, whole and in part', async () => {
  const { image, get, cached, emptyStore } = await serve()
  expectImage(await get(), image)
  await cached()
  await emptyStore()
  expectImage(await get(), image)
  const part = await get({ ...owner, Range: 'bytes=100-199' }).expect(206)
  expect(sum(part.body)).toBe(sum(image.data.subarray(100, 200)))
  expect(part.headers['content-range']).toBe(`bytes 100-199/${image.size}`)
})

test('a cached image is shown to nobody who may not see it', async () => {
  const { get, cached } = await serve()
  await get()
  await cached()
  await get(stranger).expect(404)
  await get({}).expect(401)
})

test('download_image is asked for cached images as for all', async () => {
  const { get, cached } = await serve('sqlite', 'download_image: "role:porter"')
  const porter = { ...owner, 'X-Roles': 'porter,member,reader' }
  await get(porter).expect(200)
  await cached()
  await get().expect(403)
  await get({ ...owner, Range: 'bytes=0-9' }).expect(403)
  await get(porter).expect(200)
})

test('while the store sends wrong data each transfer breaks off, and the image is read again next time', async () => {
  const { image, get, cached, cachedFiles, fillStore } = await serve()
  await fillStore(newImage(image.size).data)
  for (let time = 0; time < 20; time++) {
    await expect(get().then(answer => answer.body)).rejects.toThrow('aborted')
    expect(await cachedFiles()).toEqual([])
  }
  await fillStore(image.data)
  expectImage(await get(), image)
  await cached()
})

test('a deactivated image is not served from the cache', async () => {
  const { api, image, path, get, cached, fillStore } = await serve()
  await get()
  await cached()
  await request(api.server).post(`${path}/actions/deactivate`).set(admin).expect(204)
  await get().expect(403)
  const inStore = newImage(image.size)
  await fillStore(inStore.data)
  expect(sum((await get(admin)).body)).toBe(inStore.checksum)
  await request(api.server).post(`${path}/actions/reactivate`).set(admin).expect(204)
  await get().expect(200)
})

test.each([
  ['', (path: string) => path],
  [', its path with slashes repeated', (path: string) => path.replaceAll('/', '//')],
  [', its path escaped', (path: string) => path.replace('images', '%69mages')],
])('a deleted image is gone from the cache, too%s', async (_how, written) => {
  const { api, path, get, cached, cachedFiles } = await serve()
  await get()
  await cached()
  await request(api.server).delete(written(path)).set(owner).expect(204)
  expect(await cachedFiles()).toEqual([])
  await get().expect(404)
})

test('an image that cannot be deleted stays in the cache', async () => {
  const { api, path, get, cached, cachedFiles } = await serve()
  await get()
  await cached()
  await request(api.server).delete(path).set(stranger).expect(404)
  const protect = [{ op: 'replace', path: '/protected', value: true }]
  const type = 'application/openstack-images-v2.1-json-patch'
  await request(api.server).patch(path).set(owner).set('Content-Type', type).send(JSON.stringify(protect))
  await request(api.server).delete(path).set(owner).expect(403)
  expect(await cachedFiles()).toHaveLength(1)
})

test('so is one that another worker deletes', async () => {
  const { api, path, get, cached, cachedFiles } = await serve()
  await get()
  await cached()
  const other = await startWebServer((_req, res) => res.writeHead(204).end())
  onTestFinished(other.stop)
  const database = await openDatabase({ connection: `sqlite:///${join(api.folder, 'glance.sqlite')}` })
  await database.images.setProperty(basename(path), 'os_glance_hash_op_host', other.url)
  await database.close()
  await request(api.server).delete(path).set(owner).expect(204)
  expect(await cachedFiles()).toEqual([])
  // The record is the other worker's to remove.
  await request(api.server).get(path).set(owner).expect(200)
})

test('pruning and cleaning are for administrators, and tell what they did', async () => {
  const { api, get, cached } = await serve()
  await get()
  await cached()
  await request(api.server).post('/v2/cache/prune').set(owner).expect(403)
  await request(api.server).post('/v2/cache/clean').set(owner).expect(403)
  const pruned = await request(api.server).post('/v2/cache/prune').set(admin).expect(200)
  expect(pruned.body).toEqual({ total_files_pruned: 0, total_bytes_pruned: 0 })
  await request(api.server).post('/v2/cache/clean').set(admin).expect(200)
})

test('with centralized_db the API tells which nodes keep an image', async () => {
  const node = 'http://one.example:9292'
  const { api, path, get, cached } = await serve(`centralized_db\nworker_self_reference_url = ${node}`)
  const nodes = () => request(api.server).get(path.replace('/images/', '/cache/nodes/'))
  expect((await nodes().set(admin).expect(200)).body).toEqual([])
  await get()
  await cached()
  await until(async () => (await nodes().set(admin)).body.length > 0)
  expect((await nodes().set(admin)).body).toEqual([node])
  await nodes().set(owner).expect(403)
})

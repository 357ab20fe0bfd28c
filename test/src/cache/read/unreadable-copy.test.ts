import { once } from 'node:events'
import { access, rm, truncate } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import supertest from 'supertest'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startApi } from '../../api/api-server.ts'
import { newImage, sum, until } from '../cache-under-test.ts'

/** More than connections hold on their way. */
const size = 32 * 1024 * 1024

describe.each(['false', 'true'])('with use_sendfile = %s, a copy that its reader is getting', useSendfile => {
  async function cachedImage() {
    const api = await startApi({
      pipeline: 'versionnegotiation unauthenticated-context cache rootapp',
      settings: folder =>
        `image_cache_dir = ${folder}/cache\nimage_cache_driver = sqlite\nuse_sendfile = ${useSendfile}`,
    })
    onTestFinished(() => api[Symbol.asyncDispose]())
    const image = newImage(size)
    await supertest(api.server)
      .post('/v2/images')
      .send({ id: image.id, disk_format: 'raw', container_format: 'bare' })
      .expect(201)
    const file = `/v2/images/${image.id}/file`
    const type = 'application/octet-stream'
    await supertest(api.server).put(file).set('Content-Type', type).send(image.data).expect(204)
    const isListed = async () =>
      (await supertest(api.server).get('/v2/cache')).body.cached_images.some(
        ({ image_id }: { image_id: string }) => image_id === image.id,
      )
    const download = () => begin(`http://127.0.0.1:${api.port}${file}`)
    await buffer(await download())
    await until(isListed)
    const [copy, stored] = [join(api.folder, 'cache', image.id), join(api.folder, 'images', image.id)]
    return { image, isListed, download, copy, stored }
  }

  test('and that is deleted, arrives whole', async () => {
    const { image, download, copy, stored } = await cachedImage()
    const answer = await download()
    await rm(copy)
    await rm(stored)
    expect(sum(await buffer(answer))).toBe(image.checksum)
  })

  test('and that becomes shorter, is completed from the store, dropped, and made again', async () => {
    const { image, isListed, download, copy } = await cachedImage()
    const answer = await download()
    await truncate(copy, size / 2 + 1)
    expect(sum(await buffer(answer))).toBe(image.checksum)
    await expect(access(copy)).rejects.toThrow('ENOENT')
    expect(await isListed()).toBe(false)
    expect(sum(await buffer(await download()))).toBe(image.checksum)
    await until(isListed)
  })

  test('and that becomes shorter, breaks off where the store has nothing either', async () => {
    const { download, copy, stored } = await cachedImage()
    const answer = await download()
    await rm(stored)
    await truncate(copy, size / 2 + 1)
    await expect(buffer(answer)).rejects.toThrow('aborted')
    await expect(access(copy)).rejects.toThrow('ENOENT')
  })
})

/** The answer to a client that has not begun to read its body. */
async function begin(url: string): Promise<IncomingMessage> {
  const [answer] = await once(get(url, { agent: false }), 'response')
  expect(answer.statusCode).toBe(200)
  return answer
}

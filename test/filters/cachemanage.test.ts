import { expect, test } from 'vitest'
import { factory } from '../../filters/cachemanage.ts'
import { lend } from '../../paste/keys.ts'
import { tryFilter } from '../../paste/testing.ts'
import type { Filter } from '../../paste/types.ts'
import type { ImageCache } from '../../src/cache/cache.ts'
import { Fault } from '../../src/errors.ts'
import { type RequestContext, requestContext } from '../../src/identity/context.ts'
import type { ImageService } from '../../src/service.ts'
import { imageCache, imageService } from '../../src/services.ts'
import { settings } from './settings.ts'

const id = '6f1ed002-ab5b-4cf1-a3a5-6fd0a5b8f7a4'
const cached = { image_id: id, last_accessed: 2, last_modified: 1, size: 3, hits: 4, checksum: null }

/** Writes down what it is asked to do. */
function recordingCache(done: string[]): Partial<ImageCache> {
  const note = (what: string) => (image: string) => {
    done.push(`${what} ${image}`)
    return Promise.resolve(true)
  }
  return {
    list: async () => [cached],
    queued: async () => [id],
    forget: note('forget'),
    queue: note('queue'),
    unqueue: note('unqueue'),
    forgetAll: async () => 5,
    unqueueAll: async () => 6,
  }
}

async function manage(
  method: string,
  path: string,
  { allowed = true, cache = {} }: { readonly allowed?: boolean; readonly cache?: Partial<ImageCache> } = {},
) {
  const done: string[] = []
  const identify: Filter = (req, _res, next) => {
    requestContext.set(req, {} as RequestContext)
    return next()
  }
  const policy = { allows: (_caller: unknown, rule: string) => allowed && rule === 'manage_image_cache' }
  const service = { policy } as unknown as ImageService
  const filter = await tryFilter(factory, {
    before: [identify],
    lend: [
      ...(await settings()),
      lend(imageCache, { ...recordingCache(done), ...cache } as ImageCache),
      lend(imageService, service),
    ],
  })
  const answer = await filter.send(path, { method })
  return { answer, done }
}

test.each([
  ['GET', '/v2/cached_images', { cached_images: [cached] }],
  ['DELETE', '/v2/cached_images', { num_deleted: 5 }],
  ['GET', '/v2/queued_images', { queued_images: [id] }],
  ['DELETE', '/v2/queued_images', { num_deleted: 6 }],
])('%s %s answers %o', async (method, path, body) => {
  const { answer } = await manage(method, path)
  expect([answer.status, await answer.json()]).toEqual([200, body])
})

test.each([
  ['DELETE', 'cached_images', `forget ${id}`],
  ['PUT', 'queued_images', `queue ${id}`],
  ['DELETE', 'queued_images', `unqueue ${id}`],
])('%s /v2/%s/{id} does "%s" and answers null', async (method, collection, what) => {
  const { answer, done } = await manage(method, `/v2/${collection}/${id}`)
  expect([answer.status, await answer.json(), done]).toEqual([200, null, [what]])
})

test('who may not manage the cache is answered 403', async () => {
  const { answer, done } = await manage('DELETE', `/v2/cached_images/${id}`, { allowed: false })
  expect([answer.status, done]).toEqual([403, []])
  expect(await answer.text()).toContain('You are not authorized to complete manage_image_cache action.')
})

test('an id that no image can have is answered 400, with the reason', async () => {
  const cache = { queue: () => Promise.reject(new Fault('Invalid', '"x" cannot be the id of an image')) }
  const { answer } = await manage('PUT', '/v2/queued_images/x', { cache })
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining('"x" cannot be the id of an image'),
  ])
})

test('a cache in trouble is answered 500, and nothing of it shows', async () => {
  const cache = { unqueueAll: () => Promise.reject(new Error('EROFS: /var/lib/glance')) }
  const { answer } = await manage('DELETE', '/v2/queued_images', { cache })
  expect(answer.status).toBe(500)
  expect(await answer.text()).not.toMatch(/EROFS|at .*\.[jt]s/)
})

test.each([
  ['POST', '/v2/cached_images'],
  ['GET', `/v2/cached_images/${id}`],
  ['GET', '/v2/images'],
])('%s %s goes on to the app', async (method, path) => {
  const { answer } = await manage(method, path)
  expect(await answer.text()).toBe('reached')
})

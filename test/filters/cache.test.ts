import { expect, test } from 'vitest'
import { factory } from '../../filters/cache.ts'
import { lend } from '../../paste/keys.ts'
import { tryFilter } from '../../paste/testing.ts'
import type { App } from '../../paste/types.ts'
import { type ImageCache, readThroughCache } from '../../src/cache/cache.ts'
import { imageCache } from '../../src/services.ts'
import { settings } from './settings.ts'

const id = '6f1ed002-ab5b-4cf1-a3a5-6fd0a5b8f7a4'

async function behind(app: App, forget: ImageCache['forget'] = async () => true) {
  const read: ImageCache['read'] = (_image, range, fromStore, call) => fromStore(range, call)
  const cache: Partial<ImageCache> = { read, forget, unqueue: forget }
  return tryFilter(factory, { app, lend: [...(await settings()), lend(imageCache, cache as ImageCache)] })
}

async function forgotten(method: string, path: string, status: number): Promise<readonly string[]> {
  const ids: string[] = []
  const filter = await behind(
    (_req, res) => res.writeHead(status).end(),
    async image => ids.push(image) > 0,
  )
  await filter.send(path, { method })
  return ids
}

test('what is inside reads through the cache', async () => {
  const filter = await behind((req, res) => res.end(typeof readThroughCache.get(req)))
  expect(await (await filter.send(`/v2/images/${id}/file`)).text()).toBe('function')
})

test('the copy of an image that was deleted is dropped, and its place in the queue', async () => {
  expect(await forgotten('DELETE', `/v2/images/${id}?x=y`, 204)).toEqual([id, id])
})

test.each([
  ['a deletion that was refused', 'DELETE', `/v2/images/${id}`, 403],
  ['the deletion of a tag', 'DELETE', `/v2/images/${id}/tags/x`, 204],
  ['looking at the image', 'GET', `/v2/images/${id}`, 200],
])('%s leaves it alone', async (_what, method, path, status) => {
  expect(await forgotten(method, path, status)).toEqual([])
})

test('a cache that cannot drop it does not spoil the answer', async () => {
  const filter = await behind(
    (_req, res) => res.writeHead(204).end(),
    () => Promise.reject(new Error('read-only file system')),
  )
  expect((await filter.send(`/v2/images/${id}`, { method: 'DELETE' })).status).toBe(204)
})

import { expect, test } from 'vitest'
import { factory } from '../../filters/cache.ts'
import { lend } from '../../paste/keys.ts'
import { tryFilter } from '../../paste/testing.ts'
import type { App } from '../../paste/types.ts'
import { type ImageCache, imageToDelete, readThroughCache } from '../../src/cache/cache.ts'
import { imageCache } from '../../src/services.ts'
import { settings } from './settings.ts'

const id = '6f1ed002-ab5b-4cf1-a3a5-6fd0a5b8f7a4'

interface Setting {
  readonly forget?: ImageCache['forget']
  readonly prune?: ImageCache['prune']
  /** Of the service's configuration. */
  readonly text?: string
}

async function behind(app: App, { forget = async () => true, prune = nothing, text }: Setting = {}) {
  const read: ImageCache['read'] = (_image, range, fromStore, call) => fromStore(range, call)
  const cache: Partial<ImageCache> = { read, forget, prune, unqueue: forget }
  return tryFilter(factory, { app, lend: [...(await settings(text)), lend(imageCache, cache as ImageCache)] })
}

const nothing = async () => ({ files: 0, bytes: 0 })

async function forgotten(toDelete: string | undefined, status: number): Promise<readonly string[]> {
  const ids: string[] = []
  const filter = await behind(answering(status, toDelete), { forget: async image => ids.push(image) > 0 })
  await filter.send(`/v2/images/${id}`, { method: 'DELETE' })
  return ids
}

/** As a route does that deletes an image, or another. */
function answering(status: number, toDelete?: string): App {
  return (req, res) => {
    if (toDelete) imageToDelete.set(req, toDelete)
    res.writeHead(status).end()
  }
}

test('what is inside reads through the cache', async () => {
  const filter = await behind((req, res) => res.end(typeof readThroughCache.get(req)))
  expect(await (await filter.send(`/v2/images/${id}/file`)).text()).toBe('function')
})

test('the copy of an image that was deleted is dropped, and its place in the queue', async () => {
  expect(await forgotten(id, 204)).toEqual([id, id])
})

test.each([
  ['a deletion that was refused', id, 403],
  ['whatever deletes no image', undefined, 204],
])('%s leaves it alone', async (_what, toDelete, status) => {
  expect(await forgotten(toDelete, status)).toEqual([])
})

test('a cache that cannot drop it does not spoil the answer', async () => {
  const filter = await behind(answering(204, id), {
    forget: () => Promise.reject(new Error('read-only file system')),
  })
  expect((await filter.send(`/v2/images/${id}`, { method: 'DELETE' })).status).toBe(204)
})

test('what is over the bound at the start goes; a cache that cannot be pruned serves all the same', async () => {
  let pruned = 0
  const prune = async () => {
    pruned++
    throw new Error('read-only file system')
  }
  const filter = await behind((_req, res) => res.end('served'), { prune })
  expect([pruned, await (await filter.send('/v2/images')).text()]).toEqual([1, 'served'])
})

test('centralized_db without a URL of the node is refused in the words that operators know', async () => {
  const text = '[DEFAULT]\nimage_cache_driver = centralized_db\n'
  await expect(behind((_req, res) => res.end(), { text })).rejects.toThrow(
    "'worker_self_reference_url' needs to be set if `centralized_db` is defined as cache driver for image_cache_driver config option.",
  )
  await behind((_req, res) => res.end(), { text: `${text}worker_self_reference_url = http://one.example\n` })
})

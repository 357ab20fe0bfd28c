import { expect, test } from 'vitest'
import { factory } from '../../filters/cache.ts'
import { lend } from '../../paste/keys.ts'
import { tryFilter } from '../../paste/testing.ts'
import type { App } from '../../paste/types.ts'
import { forgetDeletedImage, type ImageCache, readThroughCache } from '../../src/cache/cache.ts'
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

/** As the route does that deletes an image. */
const deleting: App = async (req, res) => {
  await forgetDeletedImage.get(req)(id)
  res.writeHead(204).end()
}

async function statusOfDeletion(forget: ImageCache['forget']): Promise<number> {
  const filter = await behind(deleting, { forget })
  return (await filter.send(`/v2/images/${id}`, { method: 'DELETE' })).status
}

test('what is inside reads through the cache', async () => {
  const filter = await behind((req, res) => res.end(typeof readThroughCache.get(req)))
  expect(await (await filter.send(`/v2/images/${id}/file`)).text()).toBe('function')
})

test('the copy of an image that was deleted, and its place in the queue, are gone before the answer', async () => {
  const gone: string[] = []
  const forget = async (image: string) => {
    await new Promise(resolve => setTimeout(resolve, 20))
    return gone.push(image) > 0
  }
  expect([await statusOfDeletion(forget), gone]).toEqual([204, [id, id]])
})

test('a cache that cannot drop it does not spoil the answer', async () => {
  expect(await statusOfDeletion(() => Promise.reject(new Error('read-only file system')))).toBe(204)
})

test('a cache that does not answer holds the answer up for a moment only', async () => {
  expect(await statusOfDeletion(() => new Promise(() => {}))).toBe(204)
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

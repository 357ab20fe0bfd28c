import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { addTo, faultOf, readImage, type StoreCase, type Subject, signal } from './subject.ts'

const image = randomBytes(200_003)

export const keepingCases: readonly StoreCase[] = [
  orRefusesToDelete({
    title: 'says NotFound for a deleted image',
    async check({ store, put }) {
      const location = await put('image', image)
      await store.delete(location, { signal })
      expect(await faultOf(readImage(store, location))).toBe('NotFound')
      expect(await faultOf(store.size(location, { signal }))).toBe('NotFound')
      expect(await faultOf(store.delete(location, { signal }))).toBe('NotFound')
    },
  }),
  orRefusesToDelete({
    title: 'deletes one image and no other',
    async check({ store, put }) {
      const [first, second] = [await put('first', image), await put('second', image)]
      await store.delete(first, { signal })
      expect(image.equals(await readImage(store, second))).toBe(true)
    },
  }),
  {
    title: 'reclaims what an interrupted upload left',
    async check({ driver, store, interrupt, contents }) {
      if (!driver.reclaim || !interrupt) return expect(await reclaimed(store)).toEqual([])
      const before = await contents()
      const id = await interrupt()
      expect(await contents()).not.toEqual(before)
      expect(await reclaimed(store)).toEqual([id])
      expect(await contents()).toEqual(before)
    },
  },
  {
    title: 'reclaims neither what is complete nor what is being written',
    async check({ driver, store, put }) {
      const complete = await put('complete', image)
      const location = await whileReclaiming(store, driver.add !== undefined)
      expect(image.equals(await readImage(store, complete))).toBe(true)
      if (location) expect(image.equals(await readImage(store, location))).toBe(true)
    },
  },
  {
    title: 'discards a complete image by its id alone, and no other',
    async check({ driver, store, put }) {
      const [lost, other] = [await put('lost', image), await put('other', image)]
      expect(await store.discard('absent', { signal })).toBe(false)
      if (!driver.discard) return expect(await store.discard('lost', { signal })).toBe(false)
      expect(await store.discard('lost', { signal })).toBe(true)
      expect(await faultOf(readImage(store, lost))).toBe('NotFound')
      expect(image.equals(await readImage(store, other))).toBe(true)
    },
  },
  {
    title: 'says which setting is wrong',
    async check({ misconfigured }) {
      if (!misconfigured) return
      const opening = misconfigured.driver.open({ signal })
      await expect(opening).rejects.toMatchObject({
        fault: 'BadSettings',
        message: expect.stringContaining(misconfigured.complaint),
      })
    },
  },
  {
    title: 'puts its name on errors and no secret in them',
    async check({ store, put, secrets = [] }) {
      const location = (await put('image', image)).replace('image', 'other')
      const error: unknown = await store.size(location, { signal }).catch(error => error)
      expect(error).toMatchObject({ store: 'contract' })
      for (const secret of secrets) expect(String(error)).not.toContain(secret)
    },
  },
  {
    title: 'closes twice',
    async check({ driver }) {
      await driver.close()
      await driver.close()
    },
  },
]

async function reclaimed(store: Subject['store']): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const id of store.reclaim(new Date(), { signal })) ids.push(id)
  return ids
}

async function whileReclaiming(store: Subject['store'], canAdd: boolean): Promise<string | undefined> {
  if (!canAdd) {
    expect(await reclaimed(store)).toEqual([])
    return undefined
  }
  const data = async function* () {
    yield image.subarray(0, 100_000)
    expect(await reclaimed(store)).toEqual([])
    yield image.subarray(100_000)
  }
  return (await addTo(store, 'growing', data())).location
}

function orRefusesToDelete({ title, check }: StoreCase): StoreCase {
  return {
    title,
    async check(subject) {
      if (subject.driver.delete) return check(subject)
      const location = await subject.put('image', image)
      expect(await faultOf(subject.store.delete(location, { signal }))).toBe('Unsupported')
    },
  }
}

import { expect, vi } from 'vitest'
import type { Database } from '../../../../src/db/database.ts'
import type { ImageRecord } from '../../../../src/db/records.ts'
import { admin, anImage, aQuery } from '../../../contracts/database/cases.ts'

/** Promises to two that use the same database, each through connections of its own. */
export type SharedCases = Readonly<Record<string, (one: Database, other: Database) => Promise<void>>>

const everything = aQuery({ viewer: admin })

export const changesByOthers: SharedCases = {
  async 'what another has committed is seen by the very next question'(one, other) {
    const { id } = await one.images.insert(anImage({ name: 'new' }))
    for (let round = 0; round < 50; round++) {
      await other.images.update(id, { name: `round ${round}` })
      const [found, listed] = await Promise.all([one.images.find(id), one.images.list(everything)])
      expect(found?.name).toBe(`round ${round}`)
      expect(listed.map(({ name }) => name)).toEqual([`round ${round}`])
    }
  },

  async 'so are tags, properties and the end of an image'(one, other) {
    const { id } = await one.images.insert(anImage())
    const asked = () => Promise.all([one.images.find(id), one.images.list(everything)])
    await asked()
    await other.tags.add(id, 'added')
    expect(await asked()).toMatchObject([{ tags: ['added'] }, [{ tags: ['added'] }]])
    await other.images.setProperty(id, 'os', 'unix')
    expect((await asked())[0]?.properties).toEqual(new Map([['os', 'unix']]))
    await other.images.delete(id, { status: 'deleted', from: ['active'] })
    expect(await asked()).toEqual([undefined, []])
  },

  async 'what another has not committed is not seen, and is when it has'(one, other) {
    const { id } = await one.images.insert(anImage({ name: 'before' }))
    await one.images.find(id)
    await other.transaction(async inside => {
      await inside.images.update(id, { name: 'after' })
      expect(await inside.images.find(id)).toMatchObject({ name: 'after' })
      expect(await other.images.find(id)).toMatchObject({ name: 'before' })
      expect(await one.images.find(id)).toMatchObject({ name: 'before' })
    })
    expect(await one.images.find(id)).toMatchObject({ name: 'after' })
    expect(await other.images.find(id)).toMatchObject({ name: 'after' })
  },

  async 'what nobody has changed is not read again'(one) {
    const { id } = await one.images.insert(anImage())
    // A server may tidy up meanwhile, which it counts as a change.
    await vi.waitFor(async () => {
      expect(await one.images.find(id)).toBe(await one.images.find(id))
      expect(await one.images.list(everything)).toBe(await one.images.list(everything))
    }, 30_000)
  },

  async 'an image that one page has shown is not read again for another'(one) {
    for (const name of ['a', 'b', 'c']) await one.images.insert(anImage({ name }))
    await vi.waitFor(async () => {
      const pages: (readonly ImageRecord[])[] = []
      for (const limit of [100, 3, 2, 1]) pages.push(await one.images.list({ ...everything, limit }))
      const [whole = [], ...others] = pages
      for (const page of others) expect(page.every((image, index) => image === whole[index])).toBe(true)
    }, 30_000)
  },

  async 'a page that nobody has asked for before shows what another has just committed'(one, other) {
    const { id } = await one.images.insert(anImage())
    await other.images.insert(anImage())
    for (let limit = 2; limit < 40; limit++) {
      if (limit % 4 === 0) await other.images.update(id, { name: `changed at ${limit}` })
      const listed = await one.images.list({ ...everything, limit })
      const { name } = listed.find(image => image.id === id) ?? {}
      expect(name).toBe(limit < 4 ? null : `changed at ${limit - (limit % 4)}`)
    }
  },

  async 'rights are looked at for each caller'(one) {
    const { id } = await one.images.insert(anImage({ owner: 'alice' }))
    for (let times = 0; times < 2; times++) {
      expect(await one.images.find(id, { isAdmin: false, projectId: 'alice' })).toBeDefined()
      expect(await one.images.find(id, { isAdmin: false, projectId: 'bob' })).toBeUndefined()
      expect(await one.images.find(id, { isAdmin: false, projectId: null })).toBeUndefined()
    }
  },
}

import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import type { NewTask, TaskChange, TaskQuery, WholeTask } from '../../../src/db/tasks/tasks.ts'
import { admin, alice, bob, type Cases } from './cases.ts'

const longAgo = '2020-01-01 00:00:00.000000'
const farAhead = '2999-01-01 00:00:00.000000'

function insertTask(database: Database, columns: Partial<NewTask> = {}): Promise<WholeTask> {
  const task = { id: randomUUID(), type: 'api_image_import', status: 'pending', owner: 'alice' }
  return database.tasks.insert({ ...task, ...columns })
}

async function listed(database: Database, parts: Partial<TaskQuery>): Promise<readonly string[]> {
  const query = { viewer: admin, where: {}, sortKey: 'created_at', direction: 'asc', limit: 100 } as const
  return (await database.tasks.list({ ...query, ...parts })).map(task => task.id)
}

export const taskCases: Cases = {
  async 'keeps a task whole'(database) {
    const input = { image_id: 'x', deep: { list: [1, null, 'ü'] } }
    const inserted = await insertTask(database, {
      input,
      result: { image_id: 'x' },
      message: 'Copied 3 MiB',
      expires_at: farAhead,
      image_id: 'x',
      request_id: 'req-1',
      user_id: 'u',
    })
    expect(inserted).toMatchObject({ input, message: 'Copied 3 MiB', expires_at: farAhead, deleted: false })
    expect(await database.tasks.find(inserted.id, alice)).toEqual(inserted)
  },

  async 'shows a task to its owner and to admins alone'(database) {
    const { id } = await insertTask(database)
    expect(await database.tasks.find(id, admin)).toBeDefined()
    expect(await database.tasks.find(id, bob)).toBeUndefined()
    expect(await listed(database, { viewer: alice })).toEqual([id])
    expect(await listed(database, { viewer: bob })).toEqual([])
  },

  async 'tells of a task’s progress, and of nothing that another has ended'(database) {
    const { id, updated_at } = await insertTask(database, { input: { image_id: 'x' } })
    const update = (change: TaskChange, ...from: string[]) => database.tasks.update(id, change, from)
    expect(await update({ status: 'processing' }, 'pending')).toBe(true)
    expect(await update({ status: 'processing' }, 'pending')).toBe(false)
    expect(await update({ message: 'Copied 3 MiB' }, 'pending', 'processing')).toBe(true)
    const end = { status: 'success', result: { image_id: 'x' }, expires_at: farAhead }
    expect(await update(end, 'processing')).toBe(true)
    const task = await database.tasks.find(id, admin)
    expect(task).toMatchObject({ ...end, message: 'Copied 3 MiB', input: { image_id: 'x' } })
    expect(task && task.updated_at > updated_at).toBe(true)
    expect(await database.tasks.update(randomUUID(), end, ['pending'])).toBe(false)
  },

  async 'gives the tasks of an image, oldest first'(database) {
    const tasks = []
    for (const image_id of ['x', 'y', 'x']) tasks.push(await insertTask(database, { image_id }))
    expect(await database.tasks.ofImage('x', alice)).toEqual([tasks[0], tasks[2]])
    expect(await database.tasks.ofImage('x', bob)).toEqual([])
  },

  async 'takes out an owner’s tasks whose time is over, and no others'(database) {
    const over = await insertTask(database, { expires_at: longAgo, image_id: 'x' })
    const ahead = await insertTask(database, { expires_at: farAhead })
    const endless = await insertTask(database)
    const foreign = await insertTask(database, { owner: 'bob', expires_at: longAgo })
    await database.tasks.expire('alice')
    expect(await listed(database, {})).toEqual([ahead.id, endless.id, foreign.id])
    expect(await database.tasks.find(over.id, admin)).toBeUndefined()
    expect(await database.tasks.ofImage('x', admin)).toEqual([])
  },

  async 'lists the tasks that meet every condition'(database) {
    const one = await insertTask(database, { type: 'import', status: 'failure', image_id: 'x' })
    await insertTask(database, { type: 'import' })
    await insertTask(database, { status: 'failure' })
    expect(await listed(database, { where: { type: 'import', status: 'failure' } })).toEqual([one.id])
    expect(await listed(database, { where: { image_id: 'x', owner: 'alice' } })).toEqual([one.id])
    expect(await listed(database, { where: { owner: 'bob' } })).toEqual([])
  },

  async 'neither repeats nor skips a task between pages, in any order'(database) {
    for (const expires_at of [farAhead, null, longAgo, null, farAhead])
      await insertTask(database, { expires_at, status: expires_at ? 'success' : 'pending' })
    for (const sortKey of ['created_at', 'expires_at', 'status', 'type', 'updated_at'] as const)
      for (const direction of ['asc', 'desc'] as const) {
        const all = await listed(database, { sortKey, direction })
        expect(all).toHaveLength(5)
        expect(await pages(database, { sortKey, direction, limit: 2 })).toEqual(all)
      }
  },
}

async function pages(database: Database, parts: Partial<TaskQuery>): Promise<readonly string[]> {
  const ids: string[] = []
  for (;;) {
    const last = ids.at(-1)
    const marker = last === undefined ? undefined : await database.tasks.find(last, admin)
    const page = await listed(database, { ...parts, marker })
    if (page.length === 0) return ids
    ids.push(...page)
  }
}

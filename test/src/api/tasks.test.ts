import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import { openDatabase } from '../../../src/db/open.ts'
import type { NewTask, WholeTask } from '../../../src/db/tasks/tasks.ts'
import { parseExactly } from '../../../src/exact-numbers.ts'
import { emptyDatabase } from '../../support/empty-database.ts'
import { type ApiServer, startApi } from './api-server.ts'
import { admin, alice } from './identities.ts'

let api: ApiServer
let database: Database
beforeAll(async () => {
  api = await startApi()
  database = await openDatabase({ connection: `sqlite:///${join(api.folder, 'glance.sqlite')}` })
})
afterAll(async () => {
  await database.close()
  await api[Symbol.asyncDispose]()
})
beforeEach(() => emptyDatabase(database))

const get = (path: string, who = admin) => request(api.server).get(path).set(who)

function insertTask(columns: Partial<NewTask> = {}): Promise<WholeTask> {
  return database.tasks.insert({
    id: randomUUID(),
    type: 'import',
    status: 'success',
    owner: 'alice',
    created_at: '2026-01-01 10:00:00.123456',
    updated_at: '2026-01-01 10:00:01.000000',
    ...columns,
  })
}

describe('the tasks API', () => {
  test('shows a task whole, and without what it does not have', async () => {
    const { id } = await insertTask({ input: { import_from: 'http://x' }, expires_at: '2999-01-01 00:00:00' })
    const { body } = await get(`/v2/tasks/${id}`).expect(200)
    expect(body).toEqual({
      id,
      type: 'import',
      status: 'success',
      owner: 'alice',
      input: { import_from: 'http://x' },
      message: '',
      result: null,
      created_at: '2026-01-01T10:00:00Z',
      updated_at: '2026-01-01T10:00:01Z',
      expires_at: '2999-01-01T00:00:00Z',
      self: `/v2/tasks/${id}`,
      schema: '/v2/schemas/task',
    })
  })

  test('shows the numbers of a task as Python has written them', async () => {
    const input = parseExactly('{"size":10.0,"serial":12345678901234567890}') as object
    const { id } = await insertTask({ input: { image_properties: input } })
    const { text } = await get(`/v2/tasks/${id}`).expect(200)
    expect(text).toContain('"image_properties":{"size":10.0,"serial":12345678901234567890}')
  })

  test('shows of what image, request and user a task is', async () => {
    const origin = { image_id: randomUUID(), request_id: 'req-1', user_id: 'u' }
    const { id } = await insertTask(origin)
    expect((await get(`/v2/tasks/${id}`)).body).toMatchObject(origin)
  })

  test('lists tasks in brief, page by page', async () => {
    const older = await insertTask()
    const younger = await insertTask({ created_at: '2026-01-02 10:00:00.000000', message: 'Copied 1 MiB' })
    const { body } = await get('/v2/tasks?limit=1&status=success').expect(200)
    expect(body.tasks).toEqual([
      {
        id: younger.id,
        type: 'import',
        status: 'success',
        owner: 'alice',
        created_at: '2026-01-02T10:00:00Z',
        updated_at: '2026-01-01T10:00:01Z',
        self: `/v2/tasks/${younger.id}`,
        schema: '/v2/schemas/task',
      },
    ])
    expect(body.first).toBe('/v2/tasks?limit=1&status=success')
    const next = await get(body.next).expect(200)
    expect(next.body.tasks.map(({ id }: { id: string }) => id)).toEqual([older.id])
  })

  test('filters by the last value of a parameter that stands there twice', async () => {
    const { id } = await insertTask()
    const { body } = await get('/v2/tasks?status=nonsense&status=success').expect(200)
    expect(body.tasks.map((task: { id: string }) => task.id)).toEqual([id])
  })

  test('forgets the caller’s tasks whose time is over', async () => {
    const { id } = await insertTask({ owner: 'admin', expires_at: '2026-01-02 00:00:00' })
    await get('/v2/tasks').expect(200, { tasks: [], first: '/v2/tasks', schema: '/v2/schemas/tasks' })
    await get(`/v2/tasks/${id}`).expect(404, /Could not find task/)
  })

  test('does not pretend to run a task', async () => {
    const input = { import_from: 'http://127.0.0.1/x', import_from_format: 'raw' }
    const answer = await request(api.server).post('/v2/tasks').set(admin).send({ type: 'import', input })
    expect(answer.status).toBe(501)
    expect(answer.text).toContain("Tasks of type 'import' cannot be run by this service.")
    expect((await get('/v2/tasks')).body.tasks).toEqual([])
  })

  test('refuses members of a task that it does not know', async () => {
    const task = { type: 'import', input: {}, other: 1 }
    const answer = await request(api.server).post('/v2/tasks').set(admin).send(task)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain("Additional properties are not allowed ('other' was unexpected)")
  })
})

test('whoever sees an image sees its tasks, with times as the database has them', async () => {
  const { body: image } = await request(api.server).post('/v2/images').set(alice).send({})
  const task = await insertTask({ type: 'api_image_import', image_id: image.id, message: '' })
  await insertTask({ owner: 'bob', image_id: image.id })
  const { body } = await get(`/v2/images/${image.id}/tasks`, alice).expect(200)
  expect(body).toEqual({
    tasks: [{ ...task, created_at: '2026-01-01T10:00:00.123456', updated_at: '2026-01-01T10:00:01' }],
  })
})

test.each([
  ['get_tasks', 'GET', '/v2/tasks'],
  ['get_task', 'GET', '/v2/tasks/x'],
  ['add_task', 'POST', '/v2/tasks'],
])('the policy %s keeps even administrators from %s %s', async (rule, method, path) => {
  const settings = (folder: string) => {
    writeFileSync(join(folder, 'policy.yaml'), `${rule}: "!"\n`)
    return ''
  }
  await using strict = await startApi({ settings })
  const asked = method === 'GET' ? request(strict.server).get(path) : request(strict.server).post(path)
  const { status, text } = await asked.set(admin).send({ type: 'import', input: {} })
  expect([status, text]).toEqual([403, expect.stringContaining(`not authorized to complete ${rule} action`)])
})

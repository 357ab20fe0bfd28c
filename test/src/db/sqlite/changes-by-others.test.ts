import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../../src/db/database.ts'
import { ensureEmbedded, openDatabase } from '../../../../src/db/open.ts'
import { emptyDatabase } from '../../../support/empty-database.ts'
import { changesByOthers } from '../cases/changes-by-others.ts'

const folder = mkdtempSync(join(tmpdir(), 'glasspaste-changes-'))
const connection = `sqlite:///${join(folder, 'shared.sqlite')}`
const threads: Worker[] = []
const note = (worker: Worker) => threads.push(worker)

describe('two that use one SQLite file', () => {
  let one: Database
  let other: Database
  beforeAll(async () => {
    process.on('worker', note)
    one = await openDatabase({ connection })
    await ensureEmbedded(one)
    process.off('worker', note)
    other = await openDatabase({ connection })
  })
  afterEach(() => emptyDatabase(one))
  afterAll(async () => {
    await one?.close()
    await other?.close()
    rmSync(folder, { recursive: true })
  })

  for (const [title, keep] of Object.entries(changesByOthers)) test(title, () => keep(one, other))

  test('a reader that is lost leaves nothing that its successor would take for its own', async () => {
    const { id } = await one.images.insert({ id: 'a', status: 'active', name: 'before' })
    // Its successor and the successor of that one count changes from the same number on.
    await loseReader()
    await one.images.find(id)
    await loseReader()
    await other.images.update(id, { name: 'after' })
    expect(await one.images.find(id)).toMatchObject({ name: 'after' })
  })

  async function loseReader(): Promise<void> {
    expect(await threads.at(-1)?.terminate()).toBe(1)
    process.once('worker', note)
  }
})

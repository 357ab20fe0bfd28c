import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openDatabase } from '../../../src/db/open.ts'
import type { NewTask } from '../../../src/db/tasks/tasks.ts'

/** Writes a task as an import leaves it, into the database in the folder of a service: it runs none yet. Gives its id. */
export async function insertTask(
  folder: string,
  columns: Pick<NewTask, 'status' | 'image_id'>,
): Promise<string> {
  const database = await openDatabase({ connection: `sqlite:///${join(folder, 'glance.sqlite')}` })
  const id = randomUUID()
  const described = { message: 'Copied 9 MiB', input: { from: 'somewhere' } }
  await database.tasks.insert({ id, type: 'api_image_import', owner: 'alice', ...columns, ...described })
  await database.close()
  return id
}

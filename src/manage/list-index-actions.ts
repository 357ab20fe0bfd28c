import { addListIndexes, dropListIndexes, NotNow } from '../db/list-indexes/change.ts'
import type { Desk } from './desk.ts'
import { Exit } from './exit.ts'

export async function addIndexes({ engine, print }: Desk): Promise<void> {
  let added = 0
  await refusable(() =>
    addListIndexes(engine, name => {
      added++
      print(`Added index ${name}`)
    }),
  )
  print(
    added === 0 ? 'All indexes for lists are there already.' : 'Restart the service to let lists use them.',
  )
}

export async function dropIndexes({ engine, print }: Desk): Promise<void> {
  let dropped = 0
  await refusable(() =>
    dropListIndexes(engine, name => {
      dropped++
      print(`Dropped index ${name}`)
    }),
  )
  print(dropped === 0 ? 'There are no indexes for lists.' : 'The schema is that of Glance again.')
}

async function refusable(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof NotNow) throw new Exit(error.message)
    throw error
  }
}

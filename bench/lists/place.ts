import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startPostgresql } from '../../test/support/postgresql.ts'

export interface Place {
  /** The URL of a database for so many images. */
  readonly urlFor: (images: number) => Promise<string>
  readonly leave: () => Promise<void>
}

/** Where databases are: in a folder that is there for good, or in one that goes away. */
export async function openPlace(database: string, keep: string | undefined): Promise<Place> {
  if (database === 'postgresql') {
    const server = await startPostgresql(keep ? { keepIn: resolve(keep, 'postgresql') } : {})
    return { urlFor: images => server.databaseNamed(`lists_${images}`), leave: () => server.stop() }
  }
  const folder = keep ? resolve(keep, 'sqlite') : mkdtempSync(join(tmpdir(), 'glasspaste-bench-'))
  mkdirSync(folder, { recursive: true })
  return {
    urlFor: async images => `sqlite:///${join(folder, `lists-${images}.sqlite`)}`,
    leave: async () => {
      if (!keep) rmSync(folder, { recursive: true })
    },
  }
}

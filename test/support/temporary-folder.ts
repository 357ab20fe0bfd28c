import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives a run of the tests, and all that it starts, a folder for temporary files, and removes it in the end: also what tests
 * leave there that fail, and processes that are killed. */
export function setup(): void {
  const folder = mkdtempSync(join(tmpdir(), 'glasspaste-tests-'))
  // As of /tmp itself: PostgreSQL and apt run as users of their own.
  chmodSync(folder, 0o1777)
  process.env.TMPDIR = folder
  process.once('exit', () => remove(folder))
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  } catch (error) {
    // Somebody who outlives the run still writes there: that makes no test fail.
    process.stderr.write(`${folder} is left behind: ${(error as Error).message}\n`)
  }
}

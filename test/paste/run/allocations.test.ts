import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const program = join(import.meta.dirname, 'allocations.ts')
// So much room that no collection falls into what is measured.
const room = ['--expose-gc', '--min-semi-space-size=16', '--max-semi-space-size=16']

test('a filter allocates its turn and its next(), and no byte more; one that only passes on allocates nothing', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [...room, program])
  const { perFilter, perIdleFilter, turn, next } = JSON.parse(stdout)
  expect(turn).toBeGreaterThan(50)
  expect(next).toBeGreaterThan(20)
  expect(perFilter).toBeLessThan(turn + next + 4)
  expect(perIdleFilter).toBeLessThan(4)
}, 60_000)

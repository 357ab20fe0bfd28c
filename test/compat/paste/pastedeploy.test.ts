import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Case, layOut, type Outcome, outlineOf } from './outline.ts'
import recorded from './pastedeploy.json' with { type: 'json' }
import { sameOutcome } from './verdicts.ts'

/** What the real PasteDeploy made of each case; `@` is the folder of the files. */
const cases = recorded as unknown as readonly (Case & { title: string; expected: Outcome })[]
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compat-'))
})

afterAll(() => rm(folder, { recursive: true }))

test.each(cases)('as in PasteDeploy: $title', async ({ expected, ...given }) => {
  const ours = await outlineOf(given, await layOut(given, folder))
  expect(sameOutcome(JSON.parse(JSON.stringify(ours).replaceAll(folder, '@')), expected)).toBe('the same')
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { grammarCase, wiringCase } from '../compat/paste/cases.ts'
import { type Case, layOut, type Outcome, outlineOf } from '../compat/paste/outline.ts'
import { sameOutcome } from '../compat/paste/verdicts.ts'
import { install } from '../support/apt.ts'
import { type Exchange, startExchange } from '../support/exchange.ts'
import { checkCases, fuzzTimes } from '../support/random-cases.ts'

let folder: string
let python: Exchange

beforeAll(async () => {
  await install('python3-pastedeploy')
  folder = await mkdtemp(join(tmpdir(), 'parity-'))
  python = startExchange([join(import.meta.dirname, 'pastedeploy/load.py')])
})

afterAll(async () => {
  await python?.stop()
  if (folder) await rm(folder, { recursive: true })
})

test.each([
  ['grammar', grammarCase, 1000],
  ['sections, use, set, get, wrappers and pipelines', wiringCase, 2000],
])('%s come out as in PasteDeploy', { timeout: 600_000 * fuzzTimes }, async (_, cases, count) => {
  await checkCases(fc.asyncProperty(cases, compare), count)
})

async function compare(given: Case) {
  const uri = await layOut(given, folder)
  const theirs = await python.ask<Outcome>({
    uri,
    kind: given.kind,
    name: given.name,
    globalConf: given.globalConf,
  })
  expect(sameOutcome(await outlineOf(given, uri), theirs)).toBe('the same')
}

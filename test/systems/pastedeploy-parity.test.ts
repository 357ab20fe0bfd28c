import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { grammarCase, wiringCase } from '../compat/paste/cases.ts'
import { type Case, layOut, type Outcome, outlineOf } from '../compat/paste/outline.ts'
import { sameOutcome } from '../compat/paste/verdicts.ts'
import { install } from '../support/apt.ts'
import { checkCases, fuzzTimes } from '../support/random-cases.ts'

const python = '/usr/bin/python3'
const driver = fileURLToPath(new URL('pastedeploy/load.py', import.meta.url))
let folder: string
let ask: (question: unknown) => Promise<Outcome>
let stop: () => Promise<unknown>

beforeAll(async () => {
  await install('python3-pastedeploy')
  folder = await mkdtemp(join(tmpdir(), 'parity-'))
  const child = spawn(python, [driver], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  ask = async question => {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    return JSON.parse((await lines.next()).value ?? 'null')
  }
  stop = () => {
    const exit = once(child, 'exit')
    child.stdin.end()
    return exit
  }
}, 300_000)

afterAll(async () => {
  await stop()
  await rm(folder, { recursive: true })
})

test.each([
  ['grammar', grammarCase, 1000],
  ['sections, use, set, get, wrappers and pipelines', wiringCase, 2000],
])('%s come out as in PasteDeploy', { timeout: 300_000 * fuzzTimes }, async (_, cases, count) => {
  await checkCases(fc.asyncProperty(cases, compare), count)
})

async function compare(given: Case) {
  const uri = await layOut(given, folder)
  const theirs = await ask({ uri, kind: given.kind, name: given.name, globalConf: given.globalConf })
  expect(sameOutcome(await outlineOf(given, uri), theirs)).toBe('the same')
}

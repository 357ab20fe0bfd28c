import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gatherLines, pipeBytes } from '../../../src/log/gather.ts'

/** Says what reaches the place where lines go, write by write. */
function gathered() {
  const said: string[] = []
  const sink = gatherLines(
    {
      write: line => void said.push(line),
      reopen: () => void said.push('reopened'),
      close: () => void said.push('closed'),
    },
    pipeBytes,
  )
  return { sink, said }
}

const info = 30

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('lines that may wait are written together, a few milliseconds later', () => {
  const { sink, said } = gathered()
  for (const line of ['one', 'two', 'three']) sink.write(line, info, true)
  expect(said).toEqual([])
  vi.advanceTimersByTime(10)
  sink.write('four', info, true)
  vi.runAllTimers()
  expect(said).toEqual(['one\ntwo\nthree', 'four'])
})

test('a line that may not wait is written at once, after those that came before it', () => {
  const { sink, said } = gathered()
  sink.write('one', info, true)
  sink.write('two', info)
  expect(said).toEqual(['one', 'two'])
  sink.write('three', info, true)
  vi.runAllTimers()
  expect(said).toEqual(['one', 'two', 'three'])
})

test('no more is written at once than a pipe takes whole', () => {
  const { sink, said } = gathered()
  const lines = Array.from({ length: 100 }, (_, number) => `${number} ${'ä'.repeat(100)}`)
  for (const line of lines) sink.write(line, info, true)
  vi.runAllTimers()
  expect(said.join('\n').split('\n')).toEqual(lines)
  expect(said.length).toBeGreaterThan(1)
  for (const text of said) expect(Buffer.byteLength(text)).toBeLessThan(4096)
})

test('a line that is longer than that is written alone', () => {
  const { sink, said } = gathered()
  const long = 'x'.repeat(10_000)
  for (const line of ['one', long, 'three']) sink.write(line, info, true)
  vi.runAllTimers()
  expect(said).toEqual(['one', long, 'three'])
})

test('what waits belongs to the file that is put aside', () => {
  const { sink, said } = gathered()
  sink.write('one', info, true)
  sink.reopen()
  vi.runAllTimers()
  expect(said).toEqual(['one', 'reopened'])
})

test('closing writes what waits, and nothing waits any more', () => {
  const { sink, said } = gathered()
  sink.write('one', info, true)
  sink.close()
  sink.write('two', info, true)
  expect(said).toEqual(['one', 'closed', 'two'])
})

test.each([
  ['exits', 'process.exit(3)', 3],
  ['fails', 'throw new Error("x")', 1],
  ['has nothing left to do', '', 0],
])('nothing is lost where the process %s', (_how, end, code) => {
  const script = `
    import { standardSink } from './src/log/sinks.ts'
    const sink = standardSink(1)
    for (let number = 0; number < 200; number++) sink.write('line ' + number, 30, true)
    ${end}`
  const args = ['--input-type=module-typescript', '-e', script]
  const cwd = new URL('../../../', import.meta.url)
  const { stdout, status } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  expect(status).toBe(code)
  expect(stdout.trimEnd().split('\n')).toEqual(Array.from({ length: 200 }, (_, number) => `line ${number}`))
})

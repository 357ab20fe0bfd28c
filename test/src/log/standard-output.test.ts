import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'

const root = new URL('../../../', import.meta.url)

const prelude = `
  import { spawnSync } from 'node:child_process'
  import { loadConfig } from './src/config/load.ts'
  import { openLog } from './src/log/log.ts'
  import { logOptions } from './src/log/options.ts'
  const env = { ...process.env, OS_DEFAULT__LOGGING_DEFAULT_FORMAT_STRING: '%(levelname)s %(message)s' }
  const log = await openLog(await loadConfig({ files: [], env, groups: [logOptions] }))
  const write = (many, mayWait = false) => {
    const lines = log.child({ mayWait })
    for (let number = 0; number < many; number++) lines.info(String(number).padEnd(100, '.'))
  }
  const asked = () => new Promise(heard => process.once('message', heard))
`

/** A program that logs to a pipe that nobody reads yet. */
async function logTo(kind: 'pipe' | 'socket', script: string, settings = {}) {
  const { output, childEnd } =
    kind === 'pipe' ? namedPipe() : { output: undefined, childEnd: 'pipe' as const }
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', prelude + script], {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: ['ignore', childEnd, 'inherit', 'ipc'],
  })
  if (typeof childEnd === 'number') closeSync(childEnd)
  onTestFinished(() => void child.kill('SIGKILL'))
  const reader = (output ?? child.stdout) as Readable
  onTestFinished(() => void reader.destroy())
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal)
  return {
    child,
    ended,
    said: () => Promise.race([once(child, 'message'), ended.then(endedEarly)]),
    readAll: () => text(reader),
  }
}

function endedEarly(code: unknown): never {
  throw new Error(`the program ended with ${code}`)
}

function namedPipe() {
  const folder = mkdtempSync(join(tmpdir(), 'glance-log-'))
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const childEnd = openSync(path, constants.O_WRONLY)
  rmSync(folder, { recursive: true })
  return { output: new Socket({ fd: readEnd, readable: true, writable: false }).pause(), childEnd }
}

const tell = (child: ChildProcess) => void child.send('go on')

const numbered = (many: number) => Array.from({ length: many }, (_, number) => `INFO ${number}`)

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map(line => line.replace(/\.+$/, ''))

/** More than a pipe holds, less than is kept. */
const many = 5000

/** More than is kept. */
const tooMany = 30_000

describe.each(['pipe', 'socket'] as const)('a %s whose reader lags', kind => {
  test('holds nothing up, and gets every line when it is read again', async () => {
    const { child, said, readAll, ended } = await logTo(
      kind,
      `write(${many})
       process.send('written')
       await asked()
       write(1)
       process.disconnect()`,
    )
    await said()
    const output = readAll()
    tell(child)
    expect(linesOf(await output)).toEqual([...numbered(many), 'INFO 0'])
    expect(await ended).toBe(0)
  })

  test('holds nothing up after another process that had it, too, has begun and ended', async () => {
    const { said, readAll } = await logTo(
      kind,
      `spawnSync('true', { stdio: 'inherit' })
       write(${many})
       process.send('written')
       process.disconnect()`,
    )
    await said()
    expect(linesOf(await readAll())).toEqual(numbered(many))
  })

  test('loses what does not fit, and says so in its place', async () => {
    const { child, said, readAll } = await logTo(
      kind,
      `write(${tooMany}, true)
       process.send('written')
       await asked()
       log.info('later')
       process.disconnect()`,
    )
    await said()
    const output = readAll()
    tell(child)
    const lines = linesOf(await output)
    const notice = lines.findIndex(line => line.startsWith('WARNING'))
    const lost = Number(/^WARNING (\d+) lines that belong here are lost/.exec(lines[notice] ?? '')?.[1])
    expect(lines.slice(0, notice)).toEqual(numbered(notice))
    expect(lines.slice(notice + 1)).toEqual(lost + notice === tooMany ? ['INFO later'] : [])
    expect(lost + notice).toBeGreaterThanOrEqual(tooMany)
    expect(lost).toBeLessThan(tooMany)
  })

  test.each([
    ['exits', 'process.exit(3)', 3],
    ['fails', 'throw new Error("x")', 1],
    ['has nothing left to do', 'process.disconnect()', 0],
  ])('gets every line of a program that %s', async (_how, end, code) => {
    const { child, said, readAll, ended } = await logTo(
      kind,
      `write(${many}, true)
       process.send('written')
       await asked()
       ${end}`,
    )
    await said()
    const output = readAll()
    tell(child)
    expect(linesOf(await output)).toEqual(numbered(many))
    expect(await ended).toBe(code)
  })

  test.each([
    ['/dev/stdout', 'none'],
    ['/dev/fd/1', 'size'],
    ['/proc/self/fd/1', 'interval'],
  ])('holds nothing up under the name %s, which is no file to rotate (%s)', async (path, rotation) => {
    const { child, said, readAll, ended } = await logTo(
      kind,
      `write(${many})
       process.send('written')
       await asked()
       process.disconnect()`,
      { OS_DEFAULT__LOG_FILE: path, OS_DEFAULT__LOG_ROTATION_TYPE: rotation },
    )
    await said()
    const output = readAll()
    tell(child)
    expect(linesOf(await output)).toEqual(numbered(many))
    expect(await ended).toBe(0)
  })

  test('keeps no program from its end', async () => {
    const { ended } = await logTo(kind, `write(${tooMany}, true)\nprocess.exit(3)`)
    expect(await ended).toBe(3)
  })
})

test('lines for a reader that has gone are forgotten', async () => {
  const { child, said, ended } = await logTo(
    'socket',
    `log.info('one')
     await asked()
     write(${many})
     process.send('written')
     process.disconnect()`,
  )
  child.stdout?.destroy()
  tell(child)
  await said()
  expect(await ended).toBe(0)
})

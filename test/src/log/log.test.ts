import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { openLog } from '../../../src/log/log.ts'
import { logOptions } from '../../../src/log/options.ts'
import { runInRequest } from '../../../src/log/request-scope.ts'
import { folderWith } from '../../support/folder.ts'

async function open(conf: string, files: Readonly<Record<string, string>> = {}) {
  const folder = await folderWith({ ...files, 'x.conf': `[DEFAULT]\n${conf}\n` })
  const env = { OS_DEFAULT__LOG_DIR: folder }
  const config = await loadConfig({
    files: [join(folder, 'x.conf')],
    home: folder,
    env,
    groups: [logOptions],
  })
  const log = await openLog(config, { program: 'glance-x' })
  onTestFinished(() => log.close())
  const read = (name = 'glance-x.log') => readFileSync(join(folder, name), 'utf8')
  return { log, folder, read, linesOf: (name?: string) => read(name).trimEnd().split('\n') }
}

const plain = 'logging_default_format_string = %(levelname)s %(name)s %(message)s'

afterEach(() => {
  vi.useRealTimers()
})

describe('what is logged', () => {
  test('lines carry the name of the logger that wrote them', async () => {
    const { log, read } = await open(plain)
    log.info('one')
    log.child({ name: 'glance.api' }).warn('two of %d', 2)
    expect(read()).toBe('INFO glance one\nWARNING glance.api two of 2\n')
  })

  test('details are logged with debug only', async () => {
    const quiet = await open(plain)
    quiet.log.debug('detail')
    expect(quiet.read()).toBe('')
    const chatty = await open(`${plain}\ndebug = true\nlogging_debug_format_suffix =`)
    chatty.log.debug('detail')
    expect(chatty.read()).toBe('DEBUG glance detail\n')
  })

  test('a logger, and those below it, can have a level of its own', async () => {
    const { log, read } = await open(`${plain}\ndefault_log_levels = a=ERROR,a.b.c=DEBUG`)
    for (const name of ['a', 'a.b', 'a.b.c', 'ab']) {
      log.child({ name }).info('info')
      log.child({ name }).error('error')
    }
    expect(read().match(/\w+ [\w.]+/g)).toEqual([
      'ERROR a',
      'ERROR a.b',
      'INFO a.b.c',
      'ERROR a.b.c',
      'INFO ab',
      'ERROR ab',
    ])
  })

  test('an error is logged with its trace, a password in it hidden', async () => {
    const { log, linesOf } = await open(`${plain}\nlogging_exception_prefix = E%(name)s:`)
    log.error({ err: new Error('no answer from https://u:hidden@h') }, 'failed')
    const [first, second] = linesOf()
    expect(first).toBe('ERROR glance failed: Error: no answer from https://u:***@h')
    expect(second).toBe('Eglance:Error: no answer from https://u:***@h')
  })

  test('all that a request starts is logged under its id', async () => {
    const { log, linesOf } = await open(
      `${plain}\nlogging_context_format_string = %(request_id)s %(user)s %(message)s`,
    )
    const serve = (requestId: string) =>
      runInRequest({ requestId, userId: `u${requestId}` }, async () => {
        await setImmediate()
        log.child({ name: 'glance.api' }).info('served')
      })
    await Promise.all([serve('1'), serve('2')])
    log.info('idle')
    expect(linesOf()).toEqual(['1 u1 served', '2 u2 served', 'INFO glance idle'])
  })

  test('use_json writes an object a line', async () => {
    const { log, linesOf } = await open('use_json = true')
    log.info({ image: 'i', auth_token: 'hidden' }, 'two\nlines')
    expect(linesOf().map(line => JSON.parse(line))).toMatchObject([
      { message: 'two\nlines', extra: { image: 'i', auth_token: '***' } },
    ])
  })
})

describe('where it goes', () => {
  test('a relative log_file stands in log_dir', async () => {
    const { log, read } = await open(`${plain}\nlog_file = my.log`)
    log.info('x')
    expect(read('my.log')).toBe('INFO glance x\n')
  })

  test('without log_file and log_dir it goes to the standard output, and nothing is lost at the exit', () => {
    const script = `
      import { loadConfig } from './src/config/load.ts'
      import { openLog } from './src/log/log.ts'
      const log = await openLog(await loadConfig({ home: '/nowhere', env: {} }))
      for (let i = 0; i < 5000; i++) log.info('line ' + i)
      process.exit(0)`
    const root = new URL('../../../', import.meta.url)
    const args = ['--input-type=module-typescript', '-e', script]
    const output = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    expect(output.trimEnd().split('\n')).toHaveLength(5000)
    expect(output).toMatch(/ INFO glance \[-\] line 4999\n$/)
  })

  test('after reopen it goes on in a new file', async () => {
    // It would notice by itself after a second.
    vi.useFakeTimers({ toFake: ['Date'] })
    const { log, folder, read } = await open(plain)
    log.info('one')
    renameSync(join(folder, 'glance-x.log'), join(folder, 'old.log'))
    log.info('two')
    log.reopen()
    log.info('three')
    expect(read('old.log')).toBe('INFO glance one\nINFO glance two\n')
    expect(read()).toBe('INFO glance three\n')
  })

  test('a file that was moved away is noticed without a signal', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { log, folder, read } = await open(plain)
    log.info('one')
    renameSync(join(folder, 'glance-x.log'), join(folder, 'old.log'))
    vi.setSystemTime(Date.now() + 2000)
    log.info('two')
    expect(read()).toBe('INFO glance two\n')
  })

  test('what comes after the end is lost, and harms nobody', async () => {
    const { log, read } = await open(plain)
    log.info('one')
    log.close()
    log.info('two')
    log.child({ name: 'access', mayWait: true }).info('three')
    log.reopen()
    log.close()
    expect(read()).toBe('INFO glance one\n')
  })

  test('a folder that is missing stops the start', async () => {
    await expect(open('log_file = none/x.log')).rejects.toThrow(
      /^CONFIG_LOGGING {2}\S+:\d+ {2}\[DEFAULT] log_file\n {2}The log cannot be opened: ENOENT/,
    )
  })

  test('an unknown syslog facility stops the start', async () => {
    await expect(open('use_syslog = true\nsyslog_log_facility = LOG_X')).rejects.toThrow(
      "syslog facility must be one of: 'LOG_KERN', ",
    )
  })
})

describe('levels of single loggers', () => {
  test.each([
    ['sqlalchemy', "Invalid logger=LEVEL pair 'sqlalchemy'"],
    ['sqlalchemy=WARN,glance=LOUD', "Unknown level: 'LOUD'"],
    ['a=b=INFO', "Invalid logger=LEVEL pair 'a=b=INFO'"],
  ])('%s stops the start', async (pairs, why) => {
    await expect(open(`default_log_levels = ${pairs}`)).rejects.toThrow(why)
  })

  test('they may be numbers, or in small letters', async () => {
    const { log, read } = await open(`${plain}\ndefault_log_levels = a=error,b=40`)
    log.child({ name: 'a' }).warn('no')
    log.child({ name: 'b' }).warn('no')
    log.child({ name: 'b' }).error('yes')
    expect(read()).toBe('ERROR b yes\n')
  })
})

describe('rotation', () => {
  test('a file that would grow too large is put aside, and so many are kept', async () => {
    const { log, folder, linesOf } = await open(
      `${plain}\nlog_rotation_type = SIZE\nmax_logfile_size_mb = 1\nmax_logfile_count = 2`,
    )
    const line = 'x'.repeat(400 * 1024)
    for (let number = 1; number <= 8; number++) log.info(number + line)
    const begins = (name: string) => linesOf(name).map(text => text.slice(0, 'INFO glance 1'.length))
    expect(begins('glance-x.log')).toEqual(['INFO glance 7', 'INFO glance 8'])
    expect(begins('glance-x.log.1')).toEqual(['INFO glance 5', 'INFO glance 6'])
    expect(begins('glance-x.log.2')).toEqual(['INFO glance 3', 'INFO glance 4'])
    expect(existsSync(join(folder, 'glance-x.log.3'))).toBe(false)
  })

  test('at midnight the file gets the date of its day', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(2026, 4, 1, 23, 59) })
    const { log, folder, read } = await open(
      `${plain}\nlog_rotation_type = interval\nlog_rotate_interval_type = midnight\nmax_logfile_count = 2`,
    )
    for (let day = 1; day <= 4; day++) {
      log.info(`day ${day}`)
      vi.setSystemTime(new Date(2026, 4, day + 1, 0, 1))
    }
    expect(read()).toBe('INFO glance day 4\n')
    const aside = readdirSync(folder).filter(name => name.startsWith('glance-x.log.'))
    expect(aside).toEqual(['glance-x.log.2026-05-02', 'glance-x.log.2026-05-03'])
    expect(read('glance-x.log.2026-05-02')).toBe('INFO glance day 2\n')
  })

  test.each(['size\nmax_logfile_size_mb = 1', 'interval\nlog_rotate_interval_type = midnight'])(
    'two processes that rotate one file by %s lose nothing',
    async how => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date(2026, 4, 1, 23, 59) })
      const conf = `${plain}\nlog_rotation_type = ${how}`
      const one = await open(conf)
      const file = join(one.folder, 'glance-x.log')
      const other = await open(`${conf}\nlog_file = ${file}`)
      const line = 'x'.repeat(300 * 1024)
      for (let number = 0; number < 6; number++) {
        one.log.info(`one ${number} ${line}`)
        other.log.info(`other ${number} ${line}`)
        vi.setSystemTime(new Date(2026, 4, 2, 0, number))
      }
      const names = readdirSync(one.folder).filter(name => name.startsWith('glance-x.log'))
      const said = names.flatMap(one.linesOf).map(text => text.match(/o\w+ \d/)?.[0])
      expect(names.length).toBeGreaterThan(1)
      expect(said.sort()).toEqual([0, 1, 2, 3, 4, 5].flatMap(n => [`one ${n}`, `other ${n}`]).sort())
    },
  )
})

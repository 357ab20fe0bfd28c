import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { openLog } from '../../../src/log/log.ts'
import { folderWith } from '../../support/folder.ts'

/** Opens the log as `--log-config FILE` does; FOLDER stands for the test's folder. */
async function open(text: string) {
  const folder = await folderWith({ 'logging.conf': '' })
  const { writeFile } = await import('node:fs/promises')
  const file = join(folder, 'logging.conf')
  await writeFile(file, text.replaceAll('FOLDER', folder))
  const config = await loadConfig({ argv: ['--log-config', file], home: folder, env: {} })
  const log = await openLog(config)
  onTestFinished(() => log.close())
  return { log, read: (name: string) => readFileSync(join(folder, name), 'utf8') }
}

function sections(parts: Readonly<Record<string, string>>): string {
  const all = {
    loggers: 'keys = root',
    handlers: 'keys = file',
    formatters: 'keys = short',
    logger_root: 'level = INFO\nhandlers = file',
    handler_file: `class = FileHandler\nargs = ('FOLDER/x.log',)\nformatter = short`,
    formatter_short: 'format = %(levelname)s %(name)s %(message)s',
    ...parts,
  }
  return Object.entries(all)
    .map(([name, body]) => `[${name}]\n${body}\n`)
    .join('\n')
}

test('lines go where the root logger says, in the format of its handler', async () => {
  const { log, read } = await open(sections({}))
  log.info('one')
  log.debug('not this')
  expect(read('x.log')).toBe('INFO glance one\n')
})

test('a logger writes to its own handlers and to those above it', async () => {
  const { log, read } = await open(
    sections({
      loggers: 'keys = root, api',
      handlers: 'keys = file, own',
      handler_own: `class = logging.handlers.WatchedFileHandler\nargs = ('FOLDER/own.log',)\nlevel = ERROR`,
      logger_api: 'qualname = glance.api\nlevel = DEBUG\nhandlers = own',
    }),
  )
  const api = log.child({ name: 'glance.api.images' })
  api.debug('detail')
  api.error('failure')
  expect(read('x.log')).toBe('DEBUG glance.api.images detail\nERROR glance.api.images failure\n')
  expect(read('own.log')).toBe('failure\n')
})

test('a logger that does not propagate writes to its own handlers only', async () => {
  const { log, read } = await open(
    sections({
      loggers: 'keys = root, quiet',
      handlers: 'keys = file, none',
      handler_none: 'class = logging.NullHandler\nargs = ()',
      logger_quiet: 'qualname = noise\nhandlers = none\npropagate = 0',
    }),
  )
  log.child({ name: 'noise.below' }).error('x')
  expect(read('x.log')).toBe('')
})

test('the formatters of oslo.log are known', async () => {
  const { log, read } = await open(
    sections({
      handlers: 'keys = file, json',
      handler_json: `class = FileHandler\nargs = ('FOLDER/json.log',)\nformatter = json`,
      formatters: 'keys = short, json',
      formatter_short: 'class = oslo_log.formatters.ContextFormatter',
      formatter_json: 'class = oslo_log.formatters.JSONFormatter',
      logger_root: 'handlers = file, json\nlevel = INFO',
    }),
  )
  log.info('x')
  expect(read('x.log')).toMatch(/ INFO glance \[-\] x\n$/)
  expect(JSON.parse(read('json.log'))).toMatchObject({ message: 'x' })
})

test('RotatingFileHandler keeps as many files as it says, by position or by name', async () => {
  const { log, read } = await open(
    sections({
      handlers: 'keys = file, named',
      handler_file: `class = handlers.RotatingFileHandler\nargs = ('FOLDER/x.log', 'a', 20, 1)`,
      handler_named: `class = handlers.RotatingFileHandler\nkwargs = {'filename': 'FOLDER/y.log', 'maxBytes': 20, 'backupCount': 1}`,
      logger_root: 'handlers = file, named\nlevel = INFO',
    }),
  )
  for (const word of ['one', 'two', 'three', 'four', 'five', 'six']) log.info(word.padEnd(9, '.'))
  for (const name of ['x.log', 'y.log']) {
    expect(read(name)).toBe('five.....\nsix......\n')
    expect(read(`${name}.1`)).toBe('three....\nfour.....\n')
  }
})

test('SysLogHandler sends lines over UDP, with priority and facility', async () => {
  const server = createSocket('udp4')
  onTestFinished(() => void server.close())
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  const { log } = await open(
    sections({
      handler_file: `class = handlers.SysLogHandler\nformatter = short\nargs = (('127.0.0.1', ${server.address().port}), handlers.SysLogHandler.LOG_LOCAL1)`,
    }),
  )
  log.warn('hello')
  const [datagram] = await once(server, 'message')
  expect(String(datagram)).toBe(`<${17 * 8 + 4}>WARNING glance hello\0`)
})

describe('faults', () => {
  test.each([
    [
      'a handler class that is not known',
      { handler_file: 'class = handlers.SMTPHandler' },
      'the handler class handlers.SMTPHandler is not known here',
    ],
    ['a section that is missing', { formatters: 'keys = long' }, 'there is no section [formatter_long]'],
    [
      'a handler that is not listed',
      { logger_root: 'handlers = other' },
      'the logger root has a handler "other" that is not in [handlers]',
    ],
    ['a level that is none', { logger_root: 'level = LOUD' }, "Unknown level: 'LOUD'"],
    [
      'arguments that cannot be read',
      { handler_file: 'class = FileHandler\nargs = (' },
      'a value is missing',
    ],
  ])('%s stops the start', async (_, parts, why) => {
    const opening = open(sections(parts))
    await expect(opening).rejects.toThrow(
      /^CONFIG_LOGGING {2}--log-config-append {2}\[DEFAULT] log_config_append\n {2}Error loading logging config .*logging\.conf: /,
    )
    await expect(opening).rejects.toThrow(why)
  })

  test('a line that cannot be read is told with its place', async () => {
    await expect(open('[loggers]\nkeys\n')).rejects.toMatchObject({ code: 'CONFIG_SYNTAX', line: 2 })
  })

  test('a file that is missing stops the start', async () => {
    const config = await loadConfig({ argv: ['--log-config', '/nowhere/x'], home: '/nowhere', env: {} })
    await expect(openLog(config)).rejects.toThrow('Error loading logging config /nowhere/x: ENOENT')
  })
})

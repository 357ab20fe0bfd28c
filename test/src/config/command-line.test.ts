import { expect, test } from 'vitest'
import { defineCommand, readCommandLine } from '../../../src/config/command-line.ts'

function valuesOf(...argv: string[]) {
  return Object.fromEntries(readCommandLine('glance-api', argv).values)
}

test.each<[argv: string[], values: Record<string, string>]>([
  [['--debug'], { 'DEFAULT.debug': 'true' }],
  [['-d'], { 'DEFAULT.debug': 'true' }],
  [['--debug', '--nodebug'], { 'DEFAULT.debug': 'false' }],
  [['--nodebug', '-d'], { 'DEFAULT.debug': 'true' }],
  [['-v'], { 'DEFAULT.verbose': 'true' }],
  [['-dv'], { 'DEFAULT.debug': 'true', 'DEFAULT.verbose': 'true' }],
  [['--log-file', 'x'], { 'DEFAULT.log_file': 'x' }],
  [['--log-file=x'], { 'DEFAULT.log_file': 'x' }],
  [['--logfile', 'x'], { 'DEFAULT.log_file': 'x' }],
  [
    ['--log-dir', '/x', '--log-date-format', '%H'],
    { 'DEFAULT.log_dir': '/x', 'DEFAULT.log_date_format': '%H' },
  ],
  [['--log-config', 'x'], { 'DEFAULT.log_config_append': 'x' }],
  [['--log-config-append', 'x'], { 'DEFAULT.log_config_append': 'x' }],
  [['--use-syslog'], { 'DEFAULT.use_syslog': 'true' }],
  [['--log-use-syslog'], { 'DEFAULT.use_syslog': 'true' }],
])('%j sets %j', (argv, values) => {
  expect(valuesOf(...argv)).toEqual(values)
})

test('config files and folders are told in order, a bare argument first', () => {
  const { named } = readCommandLine('glance-api', [
    '--config-dir',
    'd',
    '--config-file',
    'b',
    'a',
    '--config-file=c',
  ])
  expect(named.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'file a',
    'directory d',
    'file b',
    'file c',
  ])
})

test('--check asks for a check', () => {
  expect(readCommandLine('glance-api', ['--check']).check).toBe(true)
  expect(readCommandLine('glance-api', []).check).toBe(false)
})

test('the help tells every option of the command line with its text', () => {
  const help = defineCommand('glance-api').command.helpInformation()
  for (const flag of [
    '--config-file <file>',
    '-d, --debug',
    '--nodebug',
    '--log-config-append <value>',
    '--version',
  ]) {
    expect(help).toContain(flag)
  }
  expect(help).not.toContain('--logfile')
})

test.each([
  ['glance-api', 'Serves'],
  ['glance-manage', 'Makes, upgrades'],
  ['glance-cache-pruner', 'as small as'],
  ['glance-cache-cleaner', 'Removes'],
  ['glance-cache-prefetcher', 'Brings'],
] as const)('the help of %s says what it does', (program, words) => {
  expect(defineCommand(program).command.helpInformation()).toContain(words)
})

test('a program may add commands of its own', async () => {
  const { command, line } = defineCommand('glance-manage')
  const ran: unknown[] = []
  command
    .command('db')
    .command('sync')
    .action(() => {
      ran.push([...line.named])
    })
  await command.parseAsync(['--config-file', 'a.conf', 'db', 'sync'], { from: 'user' })
  expect(ran).toEqual([[{ kind: 'file', path: 'a.conf' }]])
})

import { describe, expect, test } from 'vitest'
import { filesystemOptions } from '../../../../src/stores/filesystem/options.ts'
import { readDatadirs, readPermission, readRoots } from '../../../../src/stores/filesystem/settings.ts'
import { settingsOf, silent } from './under-test.ts'

const datadirsOf = (...lines: readonly string[]) =>
  readDatadirs(settingsOf({ filesystem_store_datadirs: lines }), silent)

describe('the folders to write to', () => {
  test('are the usual one where nothing is set', () => {
    expect(readDatadirs(settingsOf({}), silent)).toEqual([{ path: '/var/lib/glance/images', priority: 0 }])
  })

  test('are the single one, however it is written', () => {
    const settings = settingsOf({ filesystem_store_datadir: '/srv//images/' })
    expect(readDatadirs(settings, silent)).toEqual([{ path: '/srv/images', priority: 0 }])
  })

  test('come with the highest priority first, and with 0 where none is given', () => {
    expect(datadirsOf('/a', '/b:200', '/c: 100 ', '/d:-1')).toEqual([
      { path: '/b', priority: 200 },
      { path: '/c', priority: 100 },
      { path: '/a', priority: 0 },
      { path: '/d', priority: -1 },
    ])
  })

  test('may be repeated with the same priority', () => {
    expect(datadirsOf('/a:1', '/a/:1')).toEqual([{ path: '/a', priority: 1 }])
  })

  test.each([
    [['/a:1', '/a:2'], 'Directory /a specified multiple times in filesystem_store_datadirs option'],
    [['/a:high'], 'Invalid priority value high in filesystem configuration'],
    [[':1'], 'Invalid directory specified in filesystem configuration'],
  ])('%j are refused', (lines, reason) => {
    expect(() => datadirsOf(...lines)).toThrow(reason)
  })

  test('are refused when both options are set, or an empty one alone', () => {
    const both = settingsOf({ filesystem_store_datadir: '/a', filesystem_store_datadirs: ['/b'] })
    expect(() => readDatadirs(both, silent)).toThrow(
      "Specify either 'filesystem_store_datadir' or 'filesystem_store_datadirs' option",
    )
    const none = settingsOf({ filesystem_store_datadir: '' })
    expect(() => readDatadirs(none, silent)).toThrow(
      "Specify at least 'filesystem_store_datadir' or 'filesystem_store_datadirs' option",
    )
  })
})

test('whatever folder is named can be read from, even where the settings contradict each other', () => {
  const both = settingsOf({ filesystem_store_datadir: '/a', filesystem_store_datadirs: ['/b:x', '/c'] })
  expect(readRoots(both)).toEqual(['/a', '/b', '/c'])
  expect(readRoots(settingsOf({}))).toEqual(['/var/lib/glance/images'])
})

test.each([
  [640, 0o640],
  [4, undefined],
  [77, undefined],
  [689, undefined],
  [0, 0],
  [-1, 0],
])('filesystem_store_file_perm = %i is read as octal digits', (digits, permission) => {
  const settings = settingsOf({ filesystem_store_file_perm: digits })
  if (permission !== undefined) expect(readPermission(settings)).toBe(permission)
  else expect(() => readPermission(settings)).toThrow("Invalid 'filesystem_store_file_perm' option.")
})

test.each(['999', '648', '0o640', 'rw-r-----'])(
  'modes that are no octal digits stop the start: %s',
  digits => {
    expect(() => filesystemOptions.options.filesystem_store_file_perm.parse(digits)).toThrow(
      /octal|invalid literal/,
    )
  },
)

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../src/config/diagnostic.ts'
import { type LoadConfigOptions, loadConfig } from '../../../src/config/load.ts'
import { boolean, integer, list, multi, optionGroup, text } from '../../../src/config/option.ts'
import { folderWith } from '../../support/folder.ts'

const help = 'what it is for'

const general = optionGroup('DEFAULT', {
  name: text({ help, default: 'nobody', deprecatedNames: ['old_name', 'ancient.name'] }),
  level: integer({ help, default: 1, cli: true }),
  debug: boolean({ help, default: false, cli: true, short: 'd' }),
  dirs: multi({ help, default: [], deprecatedNames: ['dir'] }),
  words: list({ help, default: ['a'] }),
  home: text({ help }),
})

const store = optionGroup('store', {
  path: text({ help, default: '/none' }),
  size: integer({ help }),
  weight: integer({ help, default: 0 }),
})

async function load(conf: string, options: LoadConfigOptions = {}) {
  const home = await folderWith({ '.glance/glance-api.conf': conf })
  return loadConfig({ home, env: {}, groups: [general, store], ...options })
}

describe('precedence', () => {
  const conf = '[DEFAULT]\nlevel = 2\n'

  test('a default counts where nobody says anything', async () => {
    expect((await load('')).read(general).level).toBe(1)
  })

  test('a file beats the default', async () => {
    expect((await load(conf)).read(general).level).toBe(2)
  })

  test('the environment beats a file', async () => {
    expect((await load(conf, { env: { OS_DEFAULT__LEVEL: '3' } })).read(general).level).toBe(3)
  })

  test('the command line beats the environment', async () => {
    const config = await load(conf, { env: { OS_DEFAULT__LEVEL: '3' }, argv: ['--level', '4'] })
    expect(config.read(general).level).toBe(4)
  })

  test('the environment names any group', async () => {
    expect((await load('', { env: { OS_STORE__PATH: '/x' } })).read(store).path).toBe('/x')
  })
})

describe('files', () => {
  test('glance.conf is read before the file of the program, whose word is the last', async () => {
    const home = await folderWith({
      '.glance/glance.conf': '[DEFAULT]\nname = general\nlevel = 5\n',
      'glance-api.conf': '[DEFAULT]\nname = api\n',
    })
    const config = await loadConfig({ home, env: {}, groups: [general] })
    expect(config.read(general)).toMatchObject({ name: 'api', level: 5 })
    expect(config.files).toEqual([join(home, '.glance/glance.conf'), join(home, 'glance-api.conf')])
  })

  test('~/.glance hides a file of the same name in the home folder', async () => {
    const home = await folderWith({
      '.glance/glance-api.conf': '[DEFAULT]\nname = near\n',
      'glance-api.conf': '[DEFAULT]\nname = far\nlevel = 9\n',
    })
    const config = await loadConfig({ home, env: {}, groups: [general] })
    expect(config.read(general)).toMatchObject({ name: 'near', level: 1 })
  })

  test.each([
    ['glance-manage', ['glance-api.conf', 'glance-manage.conf']],
    ['glance-cache-pruner', ['glance-api.conf', 'glance-cache.conf']],
    ['glance-scrubber', ['glance-scrubber.conf']],
  ] as const)('%s reads %j', async (program, names) => {
    const all = ['glance-api.conf', 'glance-manage.conf', 'glance-cache.conf', 'glance-scrubber.conf']
    const home = await folderWith(Object.fromEntries(all.map(name => [name, ''])))
    const config = await loadConfig({ program, home, env: {}, groups: [general] })
    expect(config.files).toEqual(names.map(name => join(home, name)))
  })

  test('--config-file replaces the search, and the last one wins', async () => {
    const folder = await folderWith({
      'a.conf': '[DEFAULT]\nname = a\nlevel = 7\n',
      'b.conf': '[DEFAULT]\nname = b\n',
    })
    const argv = ['--config-file', join(folder, 'a.conf'), `--config-file=${join(folder, 'b.conf')}`]
    const config = await load('[DEFAULT]\ndebug = yes\n', { argv })
    expect(config.read(general)).toMatchObject({ name: 'b', level: 7, debug: false })
  })

  test('the first argument without a dash is a config file', async () => {
    const folder = await folderWith({ 'a.conf': '[DEFAULT]\nname = a\n' })
    const config = await load('', { argv: ['--debug', join(folder, 'a.conf')] })
    expect(config.read(general)).toMatchObject({ name: 'a', debug: true })
  })

  test('--config-dir reads the *.conf files of a folder in sorted order, and only those', async () => {
    const folder = await folderWith({
      'd/20.conf': '[DEFAULT]\nname = twenty\n',
      'd/10.conf': '[DEFAULT]\nname = ten\nlevel = 10\n',
      'd/.hidden.conf': '[DEFAULT]\nname = hidden\n',
      'd/99.conf.bak': '[DEFAULT]\nname = backup\n',
      'd/sub/30.conf': '[DEFAULT]\nname = below\n',
    })
    const config = await load('[DEFAULT]\nname = file\nwords = x\n', {
      argv: ['--config-dir', join(folder, 'd')],
    })
    expect(config.read(general)).toMatchObject({ name: 'twenty', level: 10, words: ['x'] })
  })

  test('files and folders of the command line count in their order', async () => {
    const folder = await folderWith({
      'd/1.conf': '[DEFAULT]\nname = folder\n',
      'a.conf': '[DEFAULT]\nname = file\n',
    })
    const [dir, file] = [join(folder, 'd'), join(folder, 'a.conf')]
    const fileLast = await load('', { argv: ['--config-dir', dir, '--config-file', file] })
    expect(fileLast.read(general).name).toBe('file')
    const dirLast = await load('', { argv: ['--config-file', file, '--config-dir', dir] })
    expect(dirLast.read(general).name).toBe('folder')
  })

  test('glance-api.conf.d is read after the files that the search finds', async () => {
    const home = await folderWith({
      'glance-api.conf': '[DEFAULT]\nname = file\n',
      '.glance/glance-api.conf.d/1.conf': '[DEFAULT]\nname = fragment\n',
    })
    const config = await loadConfig({ home, env: {}, groups: [general] })
    expect(config.read(general).name).toBe('fragment')
    expect(config.files).toEqual([join(home, 'glance-api.conf')])
  })

  test('OS_GLANCE_CONFIG_DIR says where everything is', async () => {
    const folder = await folderWith({
      'glance-api.conf': '[DEFAULT]\nname = there\n',
      'glance-image-import.conf': '[DEFAULT]\nlevel = 8\n',
    })
    const config = await load('[DEFAULT]\nname = home\n', { env: { OS_GLANCE_CONFIG_DIR: folder } })
    expect(config.read(general)).toMatchObject({ name: 'there', level: 8 })
  })

  test('a file that is found beside the last config file hides others of its name', async () => {
    const folder = await folderWith({ 'a/x.ini': '', 'b/x.ini': '', 'a/a.conf': '', 'b/b.conf': '' })
    const argv = ['--config-file', join(folder, 'a/a.conf'), '--config-file', join(folder, 'b/b.conf')]
    const config = await load('', { argv })
    expect(config.findFile('x.ini')).toBe(join(folder, 'b/x.ini'))
    expect(config.findFile('y.ini')).toBeUndefined()
    expect(config.findFile(join(folder, 'a/x.ini'))).toBe(join(folder, 'a/x.ini'))
  })

  test.each([
    ['a missing file', '--config-file', 'none.conf', 'Failed to find some config files: '],
    ['a missing folder', '--config-dir', 'none', 'Failed to read config file directory: '],
    ['a folder in place of a file', '--config-file', '.', 'Failed to open some config files: '],
  ])('%s is named', async (_, flag, name, message) => {
    const folder = await folderWith({})
    const loading = load('', { argv: [flag, join(folder, name)] })
    await expect(loading).rejects.toThrow(message + join(folder, name))
  })

  test('a folder in place of a file, and a file in place of a folder, are told from what is missing', async () => {
    const folder = await folderWith({ 'a.conf': '' })
    const swapped = (flag: string, name: string) => load('', { argv: [flag, join(folder, name)] })
    await expect(swapped('--config-file', '.')).rejects.toMatchObject({
      hint: 'this is a folder: --config-dir reads the files in one',
    })
    await expect(swapped('--config-dir', 'a.conf')).rejects.toMatchObject({
      hint: 'this is a file: --config-file reads one',
    })
  })
})

describe('values', () => {
  test('of one file the last line counts, for lists as well', async () => {
    const config = await load('[DEFAULT]\nname = a\nwords = x,y\n[store]\n[DEFAULT]\nname = b\nwords = z\n')
    expect(config.read(general)).toMatchObject({ name: 'b', words: ['z'] })
  })

  test('of a multi-valued option every line of every file counts', async () => {
    const folder = await folderWith({
      'a.conf': '[DEFAULT]\ndirs = 1\ndirs = 2\n',
      'b.conf': '[DEFAULT]\ndirs = 3\n',
    })
    const argv = ['--config-file', join(folder, 'a.conf'), '--config-file', join(folder, 'b.conf')]
    expect((await load('', { argv })).read(general).dirs).toEqual(['1', '2', '3'])
  })

  test('an older name works, in the same group and in another', async () => {
    expect((await load('[DEFAULT]\nold_name = x\n')).read(general).name).toBe('x')
    expect((await load('[ancient]\nname = x\n')).read(general).name).toBe('x')
    expect((await load('[ancient]\nname = x\n[DEFAULT]\nname = y\n')).read(general).name).toBe('y')
  })

  test('sections are found in any case, but for DEFAULT', async () => {
    expect((await load('[STORE]\npath = /x\n')).read(store).path).toBe('/x')
    expect((await load('[default]\nname = x\n')).read(general).name).toBe('nobody')
  })

  test('a group can be read from another section, and from others where that is silent', async () => {
    const config = await load('[fast]\npath = /fast\n[both]\npath = /both\nsize = 3\n')
    expect(config.read(store, { group: 'fast', fallback: ['both'] })).toEqual({
      path: '/fast',
      size: 3,
      weight: 0,
    })
    expect(config.read(store)).toEqual({ path: '/none', size: undefined, weight: 0 })
  })

  test('a value takes other values in', async () => {
    const config = await load(
      '[DEFAULT]\nname = n$level\nhome = $store.path/$name\n[store]\npath = /p/$size/$level\nsize = 5\n',
    )
    expect(config.read(general).home).toBe('/p/5/1/n1')
  })

  test('a section that stands for a group takes in what it says itself', async () => {
    const config = await load('[fast]\npath = /$size\nsize = 4\n')
    expect(config.read(store, { group: 'fast' }).path).toBe('/4')
  })

  test('the values of a group are one frozen object', async () => {
    const config = await load('')
    expect(config.read(general)).toBe(config.read(general))
    expect(() => Object.assign(config.read(general), { name: 'x' })).toThrow(TypeError)
    expect(() => Object.assign(config.read(general).words, ['x'])).toThrow(TypeError)
  })

  test('isSet tells what somebody has said, under whatever name', async () => {
    const config = await load('[DEFAULT]\nold_name = x\nstranger = 1\n')
    expect(config.isSet('DEFAULT', 'name')).toBe(true)
    expect(config.isSet('DEFAULT', 'stranger')).toBe(true)
    expect(config.isSet('DEFAULT', 'level')).toBe(false)
  })

  test('placeOf tells where something has been said, and where a section begins', async () => {
    const config = await load('# first\n[DEFAULT]\nold_name = x\n[default]\n[Strange]\nkey = 1\n')
    expect(config.placeOf('DEFAULT', 'name')).toMatchObject({ line: 3, text: 'old_name = x' })
    expect(config.placeOf('strange', 'key')).toMatchObject({ line: 6 })
    expect(config.placeOf('strange')).toMatchObject({ line: 5, text: '[Strange]' })
    expect(config.placeOf('DEFAULT', 'level')).toBeUndefined()
    expect(config.placeOf('nowhere')).toBeUndefined()
  })
})

test('the configuration describes itself: values, where they come from, no passwords', async () => {
  const secret = optionGroup('db', {
    url: text({ help, secret: true }),
    pin: integer({ help, secret: true }),
  })
  const conf = '[db]\nurl = hidden\n[DEFAULT]\ndirs = a\ndirs = b\nhome = http://u:hidden@h\n'
  const folder = await folderWith({ 'x.conf': conf })
  const file = join(folder, 'x.conf')
  const env = { OS_DEFAULT__LEVEL: '3' }
  const config = await loadConfig({ files: [file], home: folder, env, groups: [general, secret] })
  expect(config.describe()).toEqual(
    expect.arrayContaining([
      'DEFAULT.name = nobody (default)',
      'DEFAULT.level = 3 (OS_DEFAULT__LEVEL)',
      `DEFAULT.dirs = a,b (${file}:4, ${file}:5)`,
      `DEFAULT.home = http://u:***@h (${file}:6)`,
      `db.url = **** (${file}:2)`,
      'db.pin = <None> (default)',
    ]),
  )
})

describe('faults', () => {
  test('a file that is not UTF-8 stops the start with the line, and without what stands there', async () => {
    const home = await folderWith({})
    const file = join(home, 'glance-api.conf')
    await writeFile(file, Buffer.from('[DEFAULT]\npassword = caf\xe9\n', 'latin1'))
    const error = await loadConfig({ home, env: {}, groups: [general] }).catch((thrown: unknown) => thrown)
    expect((error as Error).message).toBe(
      [
        `CONFIG_SYNTAX  ${file}:2`,
        `  Failed to parse ${file}: line 2 is not UTF-8 text`,
        '  save the file as UTF-8',
      ].join('\n'),
    )
  })

  test('an unreadable value stops the start, with its place and the words of oslo.config', async () => {
    const home = await folderWith({ 'glance-api.conf': '[DEFAULT]\n# a\nlevel = ten\n' })
    const error = await loadConfig({ home, env: {}, groups: [general] }).catch((thrown: unknown) => thrown)
    const file = join(home, 'glance-api.conf')
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ code: 'CONFIG_VALUE', file, line: 3, group: 'DEFAULT', key: 'level' })
    expect((error as Error).message).toBe(
      [
        `CONFIG_VALUE  ${file}:3  [DEFAULT] level`,
        `  Value for option level from ${file}:3 is not valid: invalid literal for int() with base 10: 'ten'`,
        '  3 | level = ten',
        '              ^^^',
      ].join('\n'),
    )
  })

  test('all faults are told at once', async () => {
    const loading = load('[DEFAULT]\nlevel = ten\nword\n[store]\nsize = big\n')
    await expect(loading).rejects.toMatchObject({
      faults: [{ code: 'CONFIG_SYNTAX' }, { key: 'level' }, { key: 'size' }],
    })
  })

  test('a value of the environment is named by its variable', async () => {
    await expect(load('', { env: { OS_DEFAULT__LEVEL: 'x' } })).rejects.toThrow(
      'Value for option level from OS_DEFAULT__LEVEL is not valid',
    )
  })

  test.each([
    ['$nmae', 'no such option nmae in group [DEFAULT]', 'did you mean "$name"?'],
    ['$store.pth', 'no such option pth in group [store]', 'did you mean "$store.path"?'],
    ['$zzz', 'no such option zzz in group [DEFAULT]', 'where a dollar sign is meant write two of them'],
    ['$name.', 'no such option  in group [name]', 'write ${name} where a dot follows'],
    ['$store', 'substituting group store not supported', 'a reference names an option: $group.option'],
  ])('%s cannot be resolved', async (value, message, hint) => {
    await expect(load(`[DEFAULT]\nhome = ${value}\n`)).rejects.toMatchObject({
      faults: [{ code: 'CONFIG_REFERENCE', message, hint, key: 'home' }],
    })
  })

  test('values that need each other are told instead of followed', async () => {
    const loading = load('[DEFAULT]\nname = $home\nhome = $name\n')
    await expect(loading).rejects.toThrow(
      'these values need each other: DEFAULT.name -> DEFAULT.home -> DEFAULT.name',
    )
  })

  test('a fault that shows in several options is told once', async () => {
    const loading = load('[DEFAULT]\nlevel = ten\nname = $level\nhome = $level\n')
    await expect(loading).rejects.toMatchObject({ faults: [{ key: 'level' }] })
  })

  test('a group that no declaration covers is checked when it is read', async () => {
    const config = await load('[fast]\nsize = x\n')
    expect(() => config.read(store, { group: 'fast' })).toThrow(ConfigError)
  })
})

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderDiagnostic } from '../../../src/config/diagnostic.ts'
import { examineConfig } from '../../../src/config/load.ts'
import { integer, optionGroup, text } from '../../../src/config/option.ts'
import { folderWith } from '../../support/folder.ts'
import { diagnosticsOf } from './scratch.ts'

async function check(conf: string) {
  const folder = await folderWith({ 'x.conf': conf })
  return diagnosticsOf({ files: [join(folder, 'x.conf')], home: folder, env: {} })
}

test.each<[what: string, conf: string, fault: object]>([
  [
    'a slip in an option',
    '[DEFAULT]\nbind_prot = 80\n',
    { code: 'CONFIG_UNKNOWN_OPTION', key: 'bind_prot', hint: 'did you mean "bind_port"?' },
  ],
  [
    'an option in the wrong section',
    '[paste_deploy]\nimage_cache_dir = /x\n',
    { code: 'CONFIG_UNKNOWN_OPTION', hint: 'it belongs in [DEFAULT]' },
  ],
  [
    'an option that nobody knows',
    '[DEFAULT]\nanswer = 42\n',
    { code: 'CONFIG_UNKNOWN_OPTION', message: 'there is no option "answer" in [DEFAULT]' },
  ],
  [
    'a slip in a section',
    '[past_deploy]\n',
    { code: 'CONFIG_UNKNOWN_GROUP', hint: 'did you mean [paste_deploy]?' },
  ],
  [
    'DEFAULT in small letters',
    '[default]\n',
    { code: 'CONFIG_UNKNOWN_GROUP', hint: 'did you mean [DEFAULT]?' },
  ],
  [
    'an older name',
    '[DEFAULT]\nlogfile = x\n',
    {
      code: 'CONFIG_DEPRECATED',
      message:
        'Option "logfile" from group "DEFAULT" is deprecated. Use option "log_file" from group "DEFAULT".',
    },
  ],
  [
    'an option that will go away',
    '[glance_store]\ndefault_store = file\n',
    {
      code: 'CONFIG_DEPRECATED',
      message:
        'Option "default_store" from group "glance_store" is deprecated for removal (name the default in default_backend).',
    },
  ],
  [
    'a slip in the section of a backend',
    '[DEFAULT]\nenabled_backends = fast:file\n[fast]\nfilesystem_store_datadri = /x\n',
    { code: 'CONFIG_UNKNOWN_OPTION', group: 'fast', hint: 'did you mean "filesystem_store_datadir"?' },
  ],
])('warns of %s', async (_, conf, fault) => {
  expect(await check(conf)).toMatchObject([{ severity: 'warning', ...fault }])
})

test.each<[what: string, conf: string, fault: object]>([
  ['a value out of range', '[DEFAULT]\nbind_port = 70000\n', { key: 'bind_port' }],
  [
    'a value of a backend',
    '[DEFAULT]\nenabled_backends = fast:file\n[fast]\nfilesystem_store_chunk_size = 0\n',
    { group: 'fast', key: 'filesystem_store_chunk_size' },
  ],
  [
    'a backend that is there twice',
    '[DEFAULT]\nenabled_backends = a:file,a:http\n',
    { key: 'enabled_backends' },
  ],
  [
    'missing brackets',
    '[DEFAULT]\nenabled_import_methods = web-download\n',
    { hint: 'write it in brackets: [web-download]' },
  ],
  [
    'a comment after a value',
    '[DEFAULT]\nworkers = 4 # four\n',
    { hint: 'a comment needs a line of its own: what follows a value belongs to it' },
  ],
  ['a slip in a choice', '[DEFAULT]\nimage_cache_driver = sqllite\n', { hint: 'did you mean "sqlite"?' }],
])('refuses %s', async (_, conf, fault) => {
  expect(await check(conf)).toMatchObject([{ severity: 'error', code: 'CONFIG_VALUE', ...fault }])
})

test('items of a list in brackets may stand in quotes', async () => {
  expect(await check(`[DEFAULT]\nenabled_import_methods = ["web-download",'glance-direct']\n`)).toEqual([])
})

test('the password of a URL is shown nowhere, whatever the option', async () => {
  const conf = '[database]\nmax_retries = postgresql://u:s3cret@h/d\n'
  const text = (await check(conf)).map(renderDiagnostic).join('\n')
  expect(text).toContain('max_retries = postgresql://u:***@h/d')
  expect(text).not.toContain('s3cret')
})

test('says nothing of sections that belong to others, nor of options of Glance that nothing here reads', async () => {
  const conf =
    '[oslo_messaging_rabbit]\nssl = true\n[DEFAULT]\nowner_is_tenant = true\n[mine]\nx = 1\n[cors.a]\nmax_age = 1\n'
  expect(await check(conf)).toEqual([])
})

test('says nothing of the options of somebody’s own store type, but of those of others', async () => {
  const own = '[DEFAULT]\nenabled_backends = a:./shelf.ts,b:file\n[a]\nshelf_folder = /x\nweight = 1\n'
  expect(await check(`${own}[backend_defaults]\nshelf_folder = /x\n`)).toEqual([])
  expect(await check(`${own}[b]\nshelf_folder = /x\n`)).toMatchObject([{ group: 'b', key: 'shelf_folder' }])
  const older = '[glance_store]\nshelf_folder = /x\nstores = file,'
  expect(await check(`${older}/opt/shelf.js`)).toMatchObject([{ code: 'CONFIG_DEPRECATED', key: 'stores' }])
  expect(await check(`${older}http`)).toMatchObject([
    { code: 'CONFIG_DEPRECATED', key: 'stores' },
    { code: 'CONFIG_UNKNOWN_OPTION', key: 'shelf_folder' },
  ])
})

test('tells of a missing file instead of throwing', async () => {
  const faults = await diagnosticsOf({ files: ['/nowhere/x.conf'], env: {} })
  expect(faults).toMatchObject([{ code: 'CONFIG_NO_FILE' }])
})

test('tells of a missing directory instead of throwing', async () => {
  const { diagnostics } = await examineConfig({
    commandLine: { named: [{ kind: 'directory', path: '/nowhere' }], values: new Map() },
    home: '/nowhere',
    env: {},
  })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
    { code: 'CONFIG_NO_FILE', message: 'Failed to read config file directory: /nowhere' },
  ])
})

test('a password is in no message', async () => {
  const groups = [
    optionGroup('database', {
      connection: text({ help: '', secret: true, pattern: /^sqlite/ }),
      pin: integer({ help: '', secret: true }),
    }),
  ]
  const conf = '[database]\nconnection = mysql://u:hidden$hidden@h/db\npin = hidden\nconection = hidden\n'
  const folder = await folderWith({ 'x.conf': conf })
  const faults = await diagnosticsOf({ files: [join(folder, 'x.conf')], home: folder, env: {}, groups })
  expect(faults.map(({ key }) => key)).toEqual(['connection', 'pin', 'conection'])
  expect(faults.map(renderDiagnostic).join('\n')).not.toContain('hidden')
})

test('every option of the sample file is known, each line of it readable', async () => {
  const sample = await readFile(new URL('../../../etc/glance-api.conf', import.meta.url), 'utf8')
  const lines = sample
    .replace('#[local]', '[local]')
    .replaceAll(/^#(?=\w+ =)/gm, '')
    .replaceAll(/^.*(<None>| = $)\n/gm, '')
    .replace(/^enabled_backends = .*$/m, 'enabled_backends = local:file')
    .replace(/^use_keystone_limits.*$/m, '')
  const faults = await check(lines)
  expect(faults.filter(({ code }) => code !== 'CONFIG_DEPRECATED')).toEqual([])
})

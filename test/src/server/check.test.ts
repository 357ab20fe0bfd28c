import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkEverything, findFaults } from '../../../src/server/check.ts'
import { folderWith } from '../../support/folder.ts'

const pipeline = {
  'glance-api-paste.ini': '[app:glance-api]\npaste.app_factory = ./app.mjs:factory\n',
  'app.mjs': 'export const factory = () => () => {}\n',
}

const images = join(tmpdir(), 'glasspaste-images-that-nobody-makes')
const storage = `[database]\nconnection = sqlite://\n[glance_store]\nfilesystem_store_datadir = ${images}\n`

/** The findings of `glance-api.conf`, which follows a file that names the database and the folder of images. */
async function check(files: Readonly<Record<string, string>>) {
  const folder = await folderWith({ ...pipeline, 'site.conf': storage, ...files })
  const found = await findFaults({
    named: ['site.conf', 'glance-api.conf'].map(name => ({ kind: 'file', path: join(folder, name) })),
    values: new Map(),
  })
  return found.map(({ severity, text }) => `${severity}: ${text.replaceAll(folder, '<folder>')}`)
}

test('what is found is counted in the end, and its errors in the exit code', async () => {
  const doubtful = await printed('[DEFAULT]\nbind_prot = 80\n')
  expect(doubtful).toMatchObject({
    code: 0,
    text: expect.stringMatching(/did you mean "bind_port"\?\n1 warning\n$/),
  })
  const faulty = await printed('[DEFAULT]\nbind_prot = 80\nbind_port = x\n')
  expect(faulty).toMatchObject({ code: 1, text: expect.stringMatching(/\n1 error, 1 warning\n$/) })
  expect(await printed('')).toEqual({ code: 0, text: 'no faults found\n' })
})

async function printed(conf: string) {
  const folder = await folderWith({ ...pipeline, 'glance-api.conf': `${storage}${conf}` })
  const path = join(folder, 'glance-api.conf')
  let text = ''
  const code = await checkEverything({ named: [{ kind: 'file', path }], values: new Map() }, piece => {
    text += piece
  })
  return { code, text }
}

test('what is faulty or doubtful in the rules about properties is told', async () => {
  const rules = '[^x]\ncreate = @,!\nread = @\nupdate =\ndelete = !\n'
  const found = await check({
    'glance-api.conf': '[DEFAULT]\nproperty_protection_file = rules.conf\n',
    'rules.conf': rules,
  })
  expect(found).toEqual([
    expect.stringMatching(/^error: CONFIG_PROTECTIONS {2}<folder>\/rules\.conf:2 {2}\[\^x] create\n/),
    expect.stringMatching(/^warning: CONFIG_PROTECTIONS {2}<folder>\/rules\.conf:4 {2}\[\^x] update\n/),
  ])
})

test('a format of such rules that there is not is told once', async () => {
  const found = await check({
    'glance-api.conf':
      '[DEFAULT]\nproperty_protection_file = rules.conf\nproperty_protection_rule_format = role\n',
  })
  expect(found).toEqual([expect.stringContaining('did you mean "roles"?')])
})

test('what is faulty or doubtful in the policy files is told', async () => {
  const policy = '# mine\nget_image: "rule:defualt"\ncopy_image: https://server/check\n'
  expect(await check({ 'glance-api.conf': '', 'policy.yaml': policy })).toEqual([
    `warning: CONFIG_POLICY  <folder>/policy.yaml:3  copy_image
  the rule cannot be used and denies everybody: "https://server/check": rules that ask a remote server are not supported
  3 | copy_image: https://server/check`,
    `warning: CONFIG_POLICY  <folder>/policy.yaml:2  get_image
  there is no rule "defualt": the rule "default" stands in for it
  2 | get_image: "rule:defualt"
  did you mean "rule:default"?`,
  ])
  expect(await check({ 'glance-api.conf': '', 'policy.yaml': 'a: [' })).toEqual([
    expect.stringMatching(/^error: CONFIG_POLICY {2}<folder>\/policy\.yaml:1\n/),
  ])
})

test('what is faulty or doubtful in the sections of stock filters is told', async () => {
  const sections = `[pipeline:glance-api]
pipeline = cors app
[app:app]
paste.app_factory = ./app.mjs:factory
[filter:cors]
paste.filter_factory = oslo_middleware.cors:filter_factory
alowed_origin = https://a.example
max_age = soon
`
  const found = await check({ 'glance-api.conf': '', 'glance-api-paste.ini': sections })
  expect(
    found,
  ).toContain(`warning: PASTE_MISSPELT_OPTION  <folder>/glance-api-paste.ini:7  [filter:cors] alowed_origin
  "alowed_origin" is no option, and is ignored
  7 | alowed_origin = https://a.example
      ^^^^^^^^^^^^^
  did you mean "allowed_origin"?`)
  expect(found).toContain(`error: PASTE_BAD_OPTION  <folder>/glance-api-paste.ini:8  [filter:cors] max_age
  "soon" cannot be read: invalid literal for int() with base 10: 'soon'
  8 | max_age = soon
                ^^^^
  max_age is integer`)
})

test('a database, stores and a cache that cannot be used are told', async () => {
  const conf = `[DEFAULT]
enabled_backends = fast:file
image_cache_dir = /dev/null/cache
[database]
connection = mysql://db/glance
`
  expect(await check({ 'glance-api.conf': conf })).toEqual([
    expect.stringMatching(/^error: CONFIG_DATABASE {2}<folder>\/glance-api\.conf:5 /),
    expect.stringMatching(/^error: CONFIG_STORES .* default_backend\n/),
    expect.stringMatching(/^error: CONFIG_CACHE {2}<folder>\/glance-api\.conf:3 /),
  ])
})

describe('a pipeline with the filter cache', () => {
  const paste = `[pipeline:glance-api]
pipeline = cache app
[app:app]
paste.app_factory = ./app.mjs:factory
[filter:cache]
paste.filter_factory = glance.api.middleware.cache:CacheFilter.factory
`
  const cache = join(tmpdir(), 'glasspaste-cache-that-nobody-makes')
  const about = async (conf: string) => {
    const files = { 'glance-api.conf': `[DEFAULT]\n${conf}`, 'glance-api-paste.ini': paste }
    return (await check(files)).filter(text => text.includes('CONFIG_CACHE'))
  }

  test('needs a folder', async () => {
    expect(await about('image_cache_dir =\n')).toEqual([
      expect.stringMatching(/^error: CONFIG_CACHE {2}<folder>\/glance-api\.conf:2 .* image_cache_dir\n/),
    ])
    expect(await about(`image_cache_dir = ${cache}\n`)).toEqual([])
  })

  test('needs the name of its node where the records are to be in the database', async () => {
    const conf = `image_cache_dir = ${cache}\nimage_cache_driver = centralized_db\n`
    expect(await about(conf)).toEqual([
      expect.stringMatching(
        /^error: CONFIG_CACHE .*conf:3 .* image_cache_driver\n.*worker_self_reference_url/,
      ),
    ])
    expect(await about(`${conf}worker_self_reference_url = http://a\n`)).toEqual([])
  })

  test('cannot keep its records in a folder of its images', async () => {
    expect(await about(`image_cache_dir = ${cache}\nimage_cache_sqlite_db = queue\n`)).toEqual([
      expect.stringMatching(/^error: CONFIG_CACHE .*conf:3 .* image_cache_sqlite_db\n/),
    ])
  })
})

test('a folder in place of a policy file is told', async () => {
  const [fault] = await check({ 'glance-api.conf': '[oslo_policy]\npolicy_file = /\n' })
  expect(fault).toMatch(/^error: CONFIG_POLICY\n {2}\/ cannot be read: EISDIR/)
})

test('a paste file that there is not is told with the line that names it', async () => {
  const conf = '[paste_deploy]\nconfig_file = /missing/paste.ini\n'
  expect(await check({ 'glance-api.conf': conf })).toEqual([
    `error: Unable to locate paste config file for glance-api.
  there is no /missing/paste.ini, which [paste_deploy] config_file names (<folder>/glance-api.conf:2)`,
  ])
})

test('of a config file that cannot be read that alone is told', async () => {
  const named = [{ kind: 'file', path: '/missing/glance-api.conf' }] as const
  expect(await findFaults({ named, values: new Map() })).toEqual([
    {
      severity: 'error',
      text: 'CONFIG_NO_FILE\n  Failed to find some config files: /missing/glance-api.conf',
    },
  ])
})

test('files without a fault are passed', async () => {
  expect(await check({ 'glance-api.conf': '' })).toEqual([])
})

test.each(['log_file = none/x.log', 'log_dir = none', 'log_file = /proc'])(
  'a log that cannot be opened is told: %s',
  async line => {
    const [key] = line.split(' ')
    expect(await check({ 'glance-api.conf': `[DEFAULT]\n${line}\n` })).toEqual([
      expect.stringMatching(
        new RegExp(`^error: CONFIG_LOGGING {2}<folder>/glance-api\\.conf:2 {2}\\[DEFAULT] ${key}\n`),
      ),
    ])
  },
)

test.each([
  ['logging.conf', '[loggers]\nkeys = root\n', 'there is no section [formatters]'],
  ['none.conf', '', 'ENOENT'],
])('a logging file that cannot be used is told where it is named: %s', async (name, text, reason) => {
  const conf = `[DEFAULT]\nlog_config_append = ${name}\n`
  const [fault, ...others] = await check({ 'glance-api.conf': conf, 'logging.conf': text })
  expect(others).toEqual([])
  expect(fault).toMatch(
    /^error: CONFIG_LOGGING {2}<folder>\/glance-api\.conf:2 {2}\[DEFAULT] log_config_append\n/,
  )
  expect(fault).toContain(reason)
})

test('a logging file is read without opening what it names', async () => {
  const logging = `[loggers]
keys = root
[logger_root]
handlers = file
[handlers]
keys = file
[handler_file]
class = FileHandler
args = ('/missing/x.log',)
[formatters]
keys =
`
  const conf = '[DEFAULT]\nlog_config_append = logging.conf\n'
  expect(await check({ 'glance-api.conf': conf, 'logging.conf': logging })).toEqual([])
})

test('a flavor that the paste file does not have is told where it is asked for', async () => {
  const paste = '[app:glance-api-caching]\npaste.app_factory = ./app.mjs:factory\n'
  const files = { 'glance-api.conf': '[paste_deploy]\nflavor = cachng\n' }
  expect(await check({ ...files, 'glance-api-paste.ini': pipeline['glance-api-paste.ini'] + paste })).toEqual(
    [
      `error: PASTE_NO_FLAVOR  <folder>/glance-api.conf:2  [paste_deploy] flavor
  "glance-api" has no flavor "cachng" in <folder>/glance-api-paste.ini
  2 | flavor = cachng
               ^^^^^^
  did you mean "caching"? its flavors: caching`,
    ],
  )
})

describe('a filter that asks Keystone', () => {
  const paste = (lines = '') => `[composite:glance-api-keystone]
use = glance-api
[composite:glance-api]
paste.composite_factory = glance.api:root_app_factory
/ = api
[pipeline:api]
pipeline = authtoken app
[app:app]
paste.app_factory = ./app.mjs:factory
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
${lines}
`
  const flavor = '[paste_deploy]\nflavor = keystone\n'
  const keystone = '[keystone_authtoken]\npassword = x\nwww_authenticate_uri = http://a\n'
  const about = (found: readonly string[]) => found.filter(text => text.includes('CONFIG_'))

  test('lacks its section', async () => {
    const files = { 'glance-api.conf': flavor, 'glance-api-paste.ini': paste() }
    expect(about(await check(files))).toEqual([
      expect.stringMatching(/^error: CONFIG_KEYSTONE {2}\[keystone_authtoken]\n.*add to glance-api\.conf:/s),
    ])
  })

  test('lacks keys, or has them misspelt', async () => {
    const conf = `${flavor}${keystone}user_domain_nam = Default\nproject_id = p\n`
    const files = { 'glance-api.conf': conf, 'glance-api-paste.ini': paste('username = glance') }
    expect(about(await check(files))).toEqual([
      expect.stringMatching(
        /_UNKNOWN_OPTION {2}<folder>\/glance-api\.conf:6.*did you mean "user_domain_name"/s,
      ),
      expect.stringMatching(/^error: CONFIG_KEYSTONE {2}<folder>\/glance-api\.conf:3.* auth_url\n/),
      expect.stringMatching(/^warning: CONFIG_KEYSTONE {2}<folder>\/glance-api\.conf:3.* user_domain_name\n/),
    ])
  })

  test('is content with what the paste file says', async () => {
    const lines = 'auth_host = a\nadmin_user = u\nuser_domain_id = d\nproject_id = p'
    const files = { 'glance-api.conf': flavor + keystone, 'glance-api-paste.ini': paste(lines) }
    expect(about(await check(files))).toEqual([])
  })

  test('is told of a wrong value where that stands', async () => {
    const lines = 'auth_type = kerberos'
    const files = { 'glance-api.conf': flavor + keystone, 'glance-api-paste.ini': paste(lines) }
    expect(about(await check(files))).toContainEqual(
      expect.stringMatching(/^error: CONFIG_KEYSTONE {2}<folder>\/glance-api-paste\.ini:12 {2}auth_type\n/),
    )
  })

  test('may lack everything in a pipeline that is not served', async () => {
    const files = {
      'glance-api.conf': '',
      'glance-api-paste.ini': `${pipeline['glance-api-paste.ini']}${paste().replaceAll('glance-api', 'other')}`,
    }
    expect(await check(files)).toEqual([])
  })
})

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { openPolicy } from '../../../src/policy/open.ts'
import { caller } from './caller.ts'

const admin = caller({ roles: ['admin'] })
const boss = caller({ roles: ['boss'] })

async function openIn(files: Readonly<Record<string, string | Uint8Array>>, conf = '') {
  const folder = await mkdtemp(path.join(tmpdir(), 'glasspaste-policy-'))
  const write = async (name: string, text: string | Uint8Array) => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), text)
  }
  for (const [name, text] of Object.entries({ 'glance-api.conf': conf, ...files })) await write(name, text)
  const lines: string[] = []
  const levels: number[] = []
  const log = pino(
    {},
    {
      write(line: string) {
        const { msg, level } = JSON.parse(line)
        lines.push(msg)
        levels.push(level)
      },
    },
  )
  onTestFinished(() => rm(folder, { recursive: true }))
  const config = await loadConfig({ files: [path.join(folder, 'glance-api.conf')], env: {}, home: folder })
  const policy = await openPolicy(config, log)
  onTestFinished(() => policy.close())
  return { policy, write, lines, levels }
}

test('rules are read from the policy file, then from the folder beside it', async () => {
  const { policy } = await openIn({
    'policy.yaml': 'publicize_image: "role:boss"\ncopy_image: "role:boss"\n',
    'policy.d/10.yaml': 'copy_image: "!"\n',
    'policy.d/20.json': '{"copy_image": "role:admin"}',
  })
  expect([policy.allows(boss, 'publicize_image'), policy.allows(admin, 'publicize_image')]).toEqual([
    true,
    false,
  ])
  expect([policy.allows(boss, 'copy_image'), policy.allows(admin, 'copy_image')]).toEqual([false, true])
})

test('values that YAML would turn into something else stay text', async () => {
  const { policy } = await openIn({ 'policy.yaml': "copy_image: user_id:010\nmanage_image_cache: ''\n" })
  expect(policy.allows(caller({ userId: '010' }), 'copy_image')).toBe(true)
  expect(policy.allows(caller(), 'manage_image_cache')).toBe(true)
})

test('a file that is elsewhere, or absent, is found or not missed', async () => {
  const { policy } = await openIn(
    { 'rules/mine.yaml': 'copy_image: "role:boss"' },
    '[oslo_policy]\npolicy_file = rules/mine.yaml',
  )
  expect(policy.allows(boss, 'copy_image')).toBe(true)
  const none = await openIn({})
  expect(none.policy.allows(admin, 'copy_image')).toBe(true)
})

test('empty names of files and folders name none', async () => {
  const conf = '[oslo_policy]\npolicy_file =\npolicy_dirs =\n'
  const { policy, lines } = await openIn({ 'policy.yaml': 'copy_image: "!"', 'other.conf': '{' }, conf)
  expect(policy.allows(admin, 'copy_image')).toBe(true)
  expect(lines).toEqual([])
})

test('a file that is named and absent is told of, as a warning', async () => {
  const { lines, levels } = await openIn({}, '[oslo_policy]\npolicy_file = rules/mine.yml')
  expect(lines).toEqual([
    expect.stringMatching(
      /^CONFIG_POLICY {2}\S+:2 {2}\[oslo_policy] policy_file\n {2}there is no \S+\/rules\/mine\.yml: the default rules count\n/,
    ),
  ])
  expect(levels).toEqual([40])
})

test('changes are picked up, and a file that cannot be read changes nothing, which is said once', async () => {
  const { policy, write, lines } = await openIn({})
  expect(policy.allows(boss, 'copy_image')).toBe(false)
  await write('policy.yaml', 'copy_image: "role:boss"')
  await policy.reload()
  expect(policy.allows(boss, 'copy_image')).toBe(true)
  await write('policy.yaml', 'copy_image: [unclosed')
  await policy.reload()
  expect(policy.allows(boss, 'copy_image')).toBe(true)
  await policy.reload()
  expect(
    lines.filter(line => line === 'policy files cannot be read: the rules stay as they were'),
  ).toHaveLength(1)
  await write('policy.d/later.yaml', 'copy_image: "!"')
  await write('policy.yaml', '')
  await policy.reload()
  expect(policy.allows(boss, 'copy_image')).toBe(false)
})

test('whoever asks for changes while they are being read waits until they count', async () => {
  const { policy, write } = await openIn({})
  await write('policy.yaml', 'copy_image: "role:boss"')
  const regular = policy.reload()
  await policy.reload()
  expect(policy.allows(boss, 'copy_image')).toBe(true)
  await regular
})

test('a file that is no policy at all keeps the service from starting, and is named', async () => {
  await expect(openIn({ 'policy.yaml': '# first\n- a list' })).rejects.toMatchObject({
    name: 'ConfigError',
    code: 'CONFIG_POLICY',
    file: expect.stringMatching(/policy\.yaml$/),
    line: 2,
    message: expect.stringContaining('a policy file holds "rule: check" pairs'),
  })
  await expect(openIn({ 'policy.yaml': 'a: "@"\nb: [' })).rejects.toMatchObject({ line: 2 })
})

test('a file that is not UTF-8 keeps the service from starting, with the line', async () => {
  const latin1 = Buffer.from('copy_image: "@"\npublicize_image: "role:caf\xe9"\n', 'latin1')
  await expect(openIn({ 'policy.yaml': latin1 })).rejects.toMatchObject({
    code: 'CONFIG_POLICY',
    line: 2,
    message: expect.stringContaining('line 2 is not UTF-8 text'),
  })
})

test('a rule that cannot be used is reported with its place', async () => {
  const { lines } = await openIn({
    'policy.yaml': 'copy_image: role:a or\n',
    'policy.d/later.yaml': '# later\r\n\r\n"copy_image":\r\n  http://server/\r\n',
  })
  expect(lines).toEqual([
    expect.stringMatching(
      /^CONFIG_POLICY {2}\S*\/policy\.d\/later\.yaml:3 {2}copy_image\n {2}the rule cannot be used.*\n {2}3 \| "copy_image":$/,
    ),
  ])
})

test('tokens of a whole system are refused by rules of projects, and only by those', async () => {
  const { policy } = await openIn({})
  const systemAdmin = caller({ roles: ['admin'], systemScope: 'all', projectId: null })
  expect(policy.allows(systemAdmin, 'get_images')).toBe(false)
  expect(policy.allows(systemAdmin, 'context_is_admin')).toBe(true)
})

test('a rule of ones own can stand in for those that are not defined', async () => {
  const { policy } = await openIn(
    { 'policy.yaml': 'nobody: "!"' },
    '[oslo_policy]\npolicy_default_rule = nobody',
  )
  expect(policy.allows(admin, 'no_such_rule')).toBe(false)
})

import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { openPolicy } from '../../../src/policy/open.ts'
import { openProtections } from '../../../src/protections/open.ts'
import { folderWith } from '../../support/folder.ts'
import { caller } from '../policy/caller.ts'

const rules = `[^x_]
create = owner
read = @
update = !
delete =
[x]
create = @
read = Owner,auditor
update = @
delete = @
`

async function open(text: string | Uint8Array | undefined, { conf = '', policyFile = '' } = {}) {
  const folder = await folderWith({
    'glance-api.conf': `[DEFAULT]\nproperty_protection_file = rules.conf\n${conf}`,
    'policy.yaml': policyFile,
    ...(text !== undefined && { 'rules.conf': text }),
  })
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line).msg) })
  const config = await loadConfig({ files: [join(folder, 'glance-api.conf')], env: {}, home: folder })
  const policy = await openPolicy(config, log)
  onTestFinished(() => policy.close())
  return { protections: await openProtections(config, policy, log), lines, folder }
}

test('the first section that a property’s name occurs in decides', async () => {
  const { protections } = await open(rules)
  const owner = caller({ roles: ['owner'] })
  const may = (...asked: ['create' | 'read' | 'update' | 'delete', string]) =>
    protections.allows(owner, ...asked)
  expect([may('create', 'x_a'), may('read', 'x_a'), may('update', 'x_a'), may('delete', 'x_a')]).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect([may('update', 'ax'), may('read', 'ax')]).toEqual([true, true])
})

test('roles are those of the caller and of the service that asks for the caller', async () => {
  const { protections } = await open(rules)
  expect(protections.allows(caller({ roles: ['auditor'] }), 'read', 'ax')).toBe(true)
  expect(protections.allows(caller({ serviceRoles: ['auditor'] }), 'read', 'ax')).toBe(true)
  expect(protections.allows(caller({ roles: ['admin'], isAdmin: true }), 'read', 'ax')).toBe(false)
})

test('a property that no section is about is nobody’s, but the service’s own are everybody’s', async () => {
  const { protections } = await open(rules)
  const admin = caller({ roles: ['admin'], isAdmin: true })
  expect(protections.allows(admin, 'read', 'other')).toBe(false)
  expect(protections.allows(admin, 'read', 'os_glance_import_task')).toBe(true)
})

test('policies are asked where the rules name policies, and follow the policy file', async () => {
  const { protections } = await open(
    '[a]\ncreate = trusted\nread = @\nupdate = !\ndelete = nowhere_defined\n',
    {
      conf: 'property_protection_rule_format = policies\n',
      policyFile: 'trusted: role:boss or user_id:u1\ndefault: "!"\n',
    },
  )
  expect(protections.allows(caller({ roles: ['boss'], userId: 'u2' }), 'create', 'a')).toBe(true)
  expect(protections.allows(caller({ userId: 'u1' }), 'create', 'a')).toBe(true)
  expect(protections.allows(caller({ userId: 'u2' }), 'create', 'a')).toBe(false)
  expect(protections.allows(caller(), 'read', 'a')).toBe(true)
  expect(protections.allows(caller(), 'update', 'a')).toBe(false)
  expect(protections.allows(caller(), 'delete', 'a')).toBe(false)
})

test('what is doubtful is logged', async () => {
  const { lines, folder } = await open(rules)
  expect(lines).toEqual([
    expect.stringContaining(`${folder}/rules.conf:5  [^x_] delete\n  nobody may delete such properties`),
  ])
})

test('a file that is faulty or absent keeps the service from starting, and every fault is told', async () => {
  await expect(open('[*]\ncreate = @\n')).rejects.toMatchObject({
    name: 'ConfigError',
    faults: { length: 4 },
    code: 'CONFIG_PROTECTIONS',
    line: 1,
  })
  await expect(open(undefined)).rejects.toThrow(
    /CONFIG_NO_FILE {2}\S+:\d+ {2}\[DEFAULT] property_protection_file\n {2}there is no file "rules\.conf"\n/,
  )
})

test('a file that is not UTF-8 keeps the service from starting, with the line', async () => {
  const latin1 = Buffer.from('[x]\ncreate = caf\xe9\n', 'latin1')
  await expect(open(latin1)).rejects.toThrow(/rules\.conf cannot be read: line 2 is not UTF-8 text/)
})

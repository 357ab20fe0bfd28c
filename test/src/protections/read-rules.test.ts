import { expect, test } from 'vitest'
import { type Diagnostic, renderDiagnostic } from '../../../src/config/diagnostic.ts'
import { readRules } from '../../../src/protections/read-rules.ts'

function read(text: string, format: 'roles' | 'policies' = 'roles') {
  const found: Diagnostic[] = []
  const rules = readRules(text, '/etc/glance/rules.conf', { format, report: one => found.push(one) })
  return { rules, found, told: found.map(renderDiagnostic) }
}

function section(name: string, values: Readonly<Record<string, string>> = {}): string {
  const all = { create: '@', read: '@', update: '@', delete: '@', ...values }
  const lines = Object.entries(all).map(([key, value]) => `${key} = ${value}`)
  return `[${name}]\n${lines.join('\n')}\n`
}

test('rules keep their order, and roles lose their capitals', () => {
  const { rules, found } = read(section('^b', { read: 'Admin, _member_ ' }) + section('a'))
  expect(rules.map(({ pattern }) => pattern.source)).toEqual(['^b', 'a'])
  expect(rules[0]?.allowed).toEqual({
    create: ['@'],
    read: ['admin', '_member_'],
    update: ['@'],
    delete: ['@'],
  })
  expect(found).toEqual([])
})

test('policies keep their capitals', () => {
  const { rules } = read(section('a', { read: 'Trusted' }), 'policies')
  expect(rules[0]?.allowed.read).toEqual(['Trusted'])
})

test('what all sections share may stand in [DEFAULT], and values may refer to others', () => {
  const { rules, found } = read(
    '[DEFAULT]\ntrusted = admin,owner\nread = %(trusted)s\ncreate = !\n[a]\nUpdate = !\ndelete = !\n',
  )
  expect(rules[0]?.allowed).toEqual({
    create: ['!'],
    read: ['admin', 'owner'],
    update: ['!'],
    delete: ['!'],
  })
  expect(found).toEqual([])
})

test('sections about the service’s own properties are passed over', () => {
  expect(read(`${section('os_glance.*', { read: '!' })}[os_glance_x]\n`)).toMatchObject({
    rules: [],
    found: [],
  })
})

test('an operation that nothing is said about is told, with the slip that may be the reason', () => {
  const { rules, told } = read('[^x_]\ncreate = admin\nread = admin\nupdat = admin\n')
  expect(rules).toEqual([])
  expect(told).toEqual([
    `CONFIG_PROTECTIONS  /etc/glance/rules.conf:1  [^x_]
  nothing says who may update such properties
  1 | [^x_]
       ^^^
  did you mean it by "updat"?`,
    `CONFIG_PROTECTIONS  /etc/glance/rules.conf:1  [^x_]
  nothing says who may delete such properties
  1 | [^x_]
       ^^^
  write "delete = !" where nobody may`,
  ])
})

test('a section whose name is no regular expression is told', () => {
  expect(read(section('*_x')).told).toEqual([
    `CONFIG_PROTECTIONS  /etc/glance/rules.conf:1  [*_x]
  the name of the section is no regular expression: Nothing to repeat
  1 | [*_x]
       ^^^`,
  ])
})

test('everybody and nobody at once are told', () => {
  expect(read(section('a', { update: '@,!' })).told).toEqual([
    `CONFIG_PROTECTIONS  /etc/glance/rules.conf:4  [a] update
  "@" allows everybody, and "!" nobody
  4 | update = @,!
               ^^^
  keep one of the two`,
  ])
})

test('several policies in one place are told; several roles are fine', () => {
  const text = section('a', { read: 'one,two' })
  expect(read(text).found).toEqual([])
  expect(read(text, 'policies').found).toMatchObject([
    { severity: 'error', key: 'read', hint: 'combine them in the policy file, as one rule' },
  ])
})

test('a policy that there is not is doubtful, for it may be anybody', () => {
  const found: Diagnostic[] = []
  const text = section('a', { create: 'there', read: 'nowhere', update: '@', delete: '!' })
  const policy = { has: (rule: string) => rule === 'there' }
  readRules(text, 'rules.conf', { format: 'policies', policy, report: one => found.push(one) })
  expect(found).toMatchObject([
    {
      severity: 'warning',
      key: 'read',
      mark: 'nowhere',
      message: 'the policy has no such rule: its default rule stands in for it',
    },
  ])
})

test('an empty value is nobody, and doubtful', () => {
  const { rules, found } = read(section('a', { read: '' }))
  expect(rules[0]?.allowed.read).toEqual([])
  expect(found).toMatchObject([{ severity: 'warning', key: 'read', hint: 'write ! where this is meant' }])
})

test('lines that cannot be read are told with their place', () => {
  expect(read(`stray\n${section('a')}[a]\n[b]\nnonsense\n`).found).toMatchObject([
    { origin: { line: 1 }, message: 'this line stands before the first [section]' },
    { origin: { line: 7 }, message: 'the section [a] is already there, in line 2' },
    { origin: { line: 9 } },
    ...['create', 'read', 'update', 'delete'].map(operation => ({
      message: `nothing says who may ${operation} such properties`,
    })),
  ])
  expect(read(section('a', { read: '50%' })).found).toMatchObject([
    { origin: { line: 3 }, group: 'a', key: 'read', hint: 'write read = 50%%' },
  ])
})

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findFaults } from '../../../src/server/check.ts'
import { folderWith } from '../config/scratch.ts'

const pipeline = {
  'glance-api-paste.ini': '[app:glance-api]\npaste.app_factory = ./app.mjs:factory\n',
  'app.mjs': 'export const factory = () => () => {}\n',
}

async function check(files: Readonly<Record<string, string>>) {
  const folder = await folderWith({ ...pipeline, ...files })
  const found = await findFaults({
    named: [{ kind: 'file', path: join(folder, 'glance-api.conf') }],
    values: new Map(),
  })
  return found.map(({ severity, text }) => `${severity}: ${text.replaceAll(folder, '<folder>')}`)
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

test('files without a fault are passed', async () => {
  expect(await check({ 'glance-api.conf': '' })).toEqual([])
})

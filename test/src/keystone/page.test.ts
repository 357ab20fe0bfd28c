import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { authTypes } from '../../../src/keystone/credentials.ts'
import { diagnoseKeystone } from '../../../src/keystone/diagnose.ts'
import { configWith, settingsIn } from './open-keystone.ts'

const page = await readFile(new URL('../../../docs/keystone.md', import.meta.url), 'utf8')

test('the configuration that docs/keystone.md begins with has no faults', async () => {
  const [, block = ''] = /```ini\n(.*?)```/s.exec(page) ?? []
  const config = await configWith(block)
  expect(config.warnings).toEqual([])
  expect(await diagnoseKeystone(config, settingsIn(config))).toEqual([])
})

test('docs/keystone.md tells every way to log in', () => {
  for (const type of authTypes) expect(page).toContain(`\`${type}\``)
})

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWith } from '../../support/folder.ts'

test('a fault in its settings ends the start with a sentence, and no stack', async () => {
  const folder = await folderWith({ 'var/glance-api.conf': '[DEFAULT]\nworkers = many\n' })
  const script = join(import.meta.dirname, '../../../src/bin/start.ts')
  const args = ['--conditions=glasspaste-source', script]
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  expect(stderr).toMatch(/^ERROR: CONFIG_VALUE .*\[DEFAULT\] workers\n/)
  expect(stderr).not.toContain('    at ')
  expect(status).toBe(5)
})

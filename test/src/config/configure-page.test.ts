import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderDiagnostic } from '../../../src/config/diagnostic.ts'
import { folderWith } from '../../support/folder.ts'
import { diagnosticsOf } from './scratch.ts'

const page = await readFile(new URL('../../../docs/configure.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text = '']) => ({
  language,
  text,
}))

test('the configuration that the page shows has no fault', async () => {
  const folder = await folderWith({
    'x.conf': blocks.find(({ language }) => language === 'ini')?.text ?? 'missing',
  })
  expect(await diagnosticsOf({ files: [join(folder, 'x.conf')], home: folder, env: {} })).toEqual([])
})

test('faults are printed as the page shows them', async () => {
  const folder = await folderWith({ 'glance-api.conf': '[DEFAULT]\nbind_prot = 8080\nbacklog = 0\n' })
  const faults = await diagnosticsOf({ home: '/nowhere', env: { OS_GLANCE_CONFIG_DIR: folder } })
  const shown = blocks.find(({ text }) => text.startsWith('CONFIG_'))?.text ?? 'missing'
  const told = faults.map(fault => `${renderDiagnostic(fault)}\n`).join('')
  expect(told.replaceAll(folder, '/etc/glance')).toBe(shown)
})

test('the code that the page shows runs', async () => {
  const code = blocks.find(({ language }) => language === 'ts')?.text ?? 'missing'
  const here = code.replaceAll("'./src/", `'${new URL('../../../src/', import.meta.url)}`)
  const folder = await folderWith({ 'page.mts': `${here}\nexport { words, times }\n` })
  expect(await import(join(folder, 'page.mts'))).toMatchObject({ words: 'hello', times: 2 })
})

test('every code of a fault is in the table', async () => {
  const source = await readFile(new URL('../../../src/config/diagnostic.ts', import.meta.url), 'utf8')
  const codes = [...source.matchAll(/\| '(CONFIG_\w+)'/g)].map(([, code]) => code)
  expect(codes.length).toBeGreaterThan(0)
  for (const code of codes) expect(page).toContain(`| \`${code}\` |`)
})

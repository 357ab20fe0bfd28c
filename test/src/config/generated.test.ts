import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { renderOptionsPage } from '../../../src/config/options-page.ts'
import { backendGroups, declaredGroups } from '../../../src/config/registry.ts'
import { renderSample } from '../../../src/config/sample.ts'

const stale = 'stale: run node src/config/write-docs.ts'

test('the sample configuration is what the declarations say', async () => {
  expect(await textOf('etc/glance-api.conf'), stale).toBe(renderSample(declaredGroups, backendGroups))
})

test('the options page is what the declarations say', async () => {
  expect(await textOf('docs/options.md'), stale).toBe(renderOptionsPage(declaredGroups, backendGroups))
})

test('no option is declared twice', () => {
  const names = declaredGroups.flatMap(({ name, options }) =>
    Object.keys(options).map(key => `${name}.${key}`),
  )
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('every default can be read', () => {
  for (const { options } of declaredGroups) {
    for (const { default: value, parse, multi } of Object.values(options)) {
      if (typeof value === 'string' && !multi) expect(parse(value)).toEqual(value)
    }
  }
})

function textOf(path: string): Promise<string> {
  return readFile(new URL(`../../../${path}`, import.meta.url), 'utf8')
}

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { glanceAliases } from '../../src/aliases.ts'

const targets = [...new Set(Object.values(glanceAliases))].filter(target => !target.startsWith('%('))

test.each(targets)('%s can be imported', async target => {
  const colon = target.lastIndexOf(':')
  const module: Record<string, unknown> = await import(fileOf(target.slice(0, colon)))
  expect(module[target.slice(colon + 1)]).toBeTypeOf('function')
})

test('every name is written as MODULE:attribute or egg:PACKAGE#entry', () => {
  const strange = Object.keys(glanceAliases).filter(name => !/^(egg:[\w.]+#\w+|[\w.]+:[\w.]+)$/.test(name))
  expect(strange).toEqual([])
})

test('retired factories say what to write instead', async () => {
  const retired: Record<string, () => never> = await import('../../filters/retired.ts')
  for (const [name, factory] of Object.entries(retired)) {
    expect(factory, name).toThrow(/take|run|write|let|is not needed|queued/)
  }
})

/** The sources behind the names that packages and files use. */
function fileOf(module: string): string {
  const path = module.replace(/^glasspaste\/?/, '')
  const names = path === '' ? ['src/index'] : [path, `${path}/index`]
  const files = names.map(name => fileURLToPath(new URL(`../../${name}.ts`, import.meta.url)))
  return files.find(existsSync) ?? `no file for ${module}`
}

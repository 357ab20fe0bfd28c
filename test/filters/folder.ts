import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'

const folder = join(import.meta.dirname, '../../filters')

/** Names of the filters that come along: the files whose export `factory` makes one. */
export async function filterNames(): Promise<readonly string[]> {
  const files = (await readdir(folder)).filter(file => file.endsWith('.ts'))
  const names = files.map(file => basename(file, '.ts'))
  const modules = await Promise.all(names.map(name => import(join(folder, `${name}.ts`))))
  return names.filter((_, index) => 'factory' in modules[index])
}

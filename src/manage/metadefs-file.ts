import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseExactly } from '../exact-numbers.ts'
import type { NamespaceDocument } from '../metadefs/namespace-document.ts'

/** The file itself, or the `.json` files of the folder. */
export async function metadefFilesAt(path: string): Promise<readonly string[]> {
  if ((await stat(path)).isFile()) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  return entries
    .filter(entry => !entry.isDirectory() && entry.name.endsWith('.json'))
    .map(entry => join(path, entry.name))
    .sort()
}

/** Throws a sentence where the file has no such thing in it. */
export async function readMetadefFile(file: string): Promise<NamespaceDocument> {
  const content = parseExactly(await readFile(file, 'utf8'))
  const { namespace, objects, tags, resource_type_associations } = expectObject(content, 'the file')
  if (typeof namespace !== 'string') throw new Error('there is no "namespace" in it')
  expectNames(objects, 'objects')
  expectNames(tags, 'tags')
  expectNames(resource_type_associations, 'resource_type_associations')
  return content as NamespaceDocument
}

function expectNames(list: unknown = [], where: string): void {
  if (!Array.isArray(list)) throw new Error(`"${where}" is no list`)
  for (const item of list) {
    if (typeof expectObject(item, `an entry of "${where}"`).name !== 'string')
      throw new Error(`an entry of "${where}" has no "name"`)
  }
}

function expectObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new Error(`${what} is no object`)
}

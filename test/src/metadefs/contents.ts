import type { NamespaceContents } from '../../../src/metadefs/index.ts'

/** What a new namespace brings; nothing unless said. */
export function contents(parts: Partial<NamespaceContents> = {}): NamespaceContents {
  return { associations: [], objects: [], properties: [], tags: [], ...parts }
}

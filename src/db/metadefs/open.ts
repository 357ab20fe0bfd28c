import { sql } from 'kysely'
import type { Engine } from '../engine.ts'
import { type DefinitionRow, openDefinitions } from './definitions.ts'
import { objectKind, propertyKind, tagKind } from './kinds.ts'
import type { Metadefs, MetadefTags } from './metadefs.ts'
import { openNamespaces } from './namespaces.ts'
import { pageOf } from './page.ts'
import { openResourceTypes } from './resource-types.ts'

export function openMetadefs(engine: Engine): Metadefs {
  return {
    namespaces: openNamespaces(engine),
    objects: openDefinitions(engine, objectKind),
    properties: openDefinitions(engine, propertyKind),
    tags: openTags(engine),
    resourceTypes: openResourceTypes(engine),
  }
}

function openTags(engine: Engine): MetadefTags {
  return {
    ...openDefinitions(engine, tagKind),
    async page(namespaceId, query) {
      const inNamespace = sql<boolean>`namespace_id = ${namespaceId}`
      const page = pageOf<DefinitionRow>('metadef_tags', [inNamespace], query)
      return (await page.execute(engine.db)).rows.map(tagKind.toRecord)
    },
  }
}

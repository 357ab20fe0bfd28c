import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../db/database.ts'
import { databaseOn } from '../db/facade.ts'
import type { NamespaceRecord, ObjectRecord } from '../db/metadefs/records.ts'
import type { NamespaceDocument } from '../metadefs/namespace-document.ts'
import { metadefOptions } from '../metadefs/options.ts'
import type { Desk } from './desk.ts'

/** Writes a file for each namespace, such as `loadMetadefs` reads. */
export async function exportMetadefs(
  { config, engine, log }: Desk,
  { path }: { readonly path?: string },
): Promise<void> {
  const folder = path || config.read(metadefOptions).metadata_source_path
  const database = databaseOn(engine)
  const namespaces = await database.metadefs.namespaces.list({
    viewer: { isAdmin: true, projectId: null },
    sortKey: 'id',
    direction: 'asc',
  })
  for (const namespace of namespaces) {
    const file = join(folder, fileName(namespace))
    try {
      await writeFile(file, `${JSON.stringify(await describe(database, namespace), null, 4)}\n`)
      log.info(`Namespace ${namespace.namespace} saved in ${file}`)
    } catch (error) {
      log.error((error as Error).message)
    }
  }
}

/** `OS::Compute::Watchdog` goes to `OSComputeWatchdog.json`. */
function fileName({ namespace, id }: NamespaceRecord): string {
  return `${namespace.replaceAll(/[^\p{L}\p{N}]+/gu, '') || id}.json`
}

async function describe({ metadefs }: Database, record: NamespaceRecord): Promise<NamespaceDocument> {
  const { id, namespace, display_name, description, visibility, owner } = record
  const associations = (await metadefs.resourceTypes.associations([id])).get(id) ?? []
  const properties = await metadefs.properties.list(id)
  return {
    namespace,
    display_name,
    description,
    visibility,
    protected: record.protected,
    owner,
    resource_type_associations: associations.map(({ name, prefix, properties_target }) => {
      return { name, prefix, properties_target }
    }),
    properties: Object.fromEntries(properties.map(({ name, schema }) => [name, schema])),
    objects: (await metadefs.objects.list(id)).map(describeObject),
    tags: (await metadefs.tags.list(id)).map(({ name }) => ({ name })),
  }
}

function describeObject({ name, description, required, properties }: ObjectRecord) {
  return { name, description, ...(required.length > 0 && { required }), properties }
}

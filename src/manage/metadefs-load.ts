import { type Database, Duplicate } from '../db/database.ts'
import { databaseOn } from '../db/facade.ts'
import type { NamespaceDocument } from '../metadefs/namespace-document.ts'
import { metadefOptions } from '../metadefs/options.ts'
import type { Desk } from './desk.ts'
import { metadefFilesAt, readMetadefFile } from './metadefs-file.ts'
import { mergeNamespace, type Precedence, replaceNamespace } from './metadefs-merge.ts'

export interface LoadRequest {
  readonly path?: string
  /** Add to namespaces that are there already. */
  readonly merge?: boolean
  /** … and change what is there. */
  readonly prefer_new?: boolean
  /** … or throw it away before. */
  readonly overwrite?: boolean
}

/** Loads files of definitions, each wholly or not at all. What is wrong is told to the log alone, as ever. */
export async function loadMetadefs(desk: Desk, request: LoadRequest): Promise<void> {
  const { config, engine, log } = desk
  const fault = faultOf(request)
  if (fault) return log.error(fault)
  const path = request.path || config.read(metadefOptions).metadata_source_path
  const files = await filesAt(desk, path)
  const database = databaseOn(engine)
  for (const file of files) await loadFile(desk, database, { file, request })
  if (files.length > 0) log.info('Metadata loading finished')
}

function faultOf({ merge, prefer_new, overwrite }: LoadRequest): string | undefined {
  if (!merge && (prefer_new || overwrite))
    return 'To use --prefer_new or --overwrite you need to combine of these options with --merge option.'
  if (prefer_new && overwrite)
    return 'Please provide no more than one option from this list: --prefer_new, --overwrite'
  return undefined
}

async function filesAt({ log }: Desk, path: string): Promise<readonly string[]> {
  try {
    const files = await metadefFilesAt(path)
    if (files.length === 0) log.error(`Json schema files not found in ${path}. Aborting.`)
    return files
  } catch (error) {
    log.error((error as Error).message)
    return []
  }
}

async function loadFile(
  { log }: Desk,
  database: Database,
  { file, request }: { readonly file: string; readonly request: LoadRequest },
): Promise<void> {
  try {
    const definition = await readMetadefFile(file)
    if (await loadDefinition(database, definition, request)) log.info(`File ${file} loaded to database.`)
    else log.info(`Skipping namespace ${definition.namespace}. It already exists in the database.`)
  } catch (error) {
    log.error(
      `Failed to parse json file ${file} while populating metadata due to: ${(error as Error).message}`,
    )
  }
}

/** False where the namespace is there and must stay as it is. */
async function loadDefinition(
  database: Database,
  definition: NamespaceDocument,
  request: LoadRequest,
): Promise<boolean> {
  try {
    return await loadOnce(database, definition, request)
  } catch (error) {
    if (!(error instanceof Duplicate)) throw error
    // Somebody else has loaded it meanwhile: now it is there.
    return loadOnce(database, definition, request)
  }
}

function loadOnce(
  database: Database,
  definition: NamespaceDocument,
  { merge, prefer_new, overwrite }: LoadRequest,
): Promise<boolean> {
  return database.transaction(async db => {
    const present = await db.metadefs.namespaces.find(definition.namespace)
    if (present && !merge) return false
    const precedence: Precedence = prefer_new ? 'new' : 'old'
    if (present && !overwrite) await mergeNamespace(db, present, { definition, precedence })
    else await replaceNamespace(db, present, definition)
    return true
  })
}

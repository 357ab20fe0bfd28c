import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { optionGroup } from '../../../src/config/option.ts'
import { ensureEmbedded, openDatabase } from '../../../src/db/open.ts'
import type { RequestContext } from '../../../src/identity/context.ts'
import type { ImageDraft } from '../../../src/images/create-image.ts'
import { openJobs } from '../../../src/jobs.ts'
import { openPolicy } from '../../../src/policy/open.ts'
import { openProtections } from '../../../src/protections/open.ts'
import type { ImageService } from '../../../src/service.ts'
import { createMemoryDriver, defineStoreType } from '../../../src/stores/index.ts'
import { openStores } from '../../../src/stores/open-stores.ts'
import { storeTypes } from '../../../src/stores/store-types.ts'
import { caller } from '../policy/caller.ts'

export interface TestService extends ImageService {
  /** Names of the files in the store's folder. */
  stored(): Promise<readonly string[]>
  readonly folder: string
}

/** The real thing in a folder of its own: SQLite, a filesystem store, the default policy; closed when the test ends. */
export async function openService(
  settings: { readonly conf?: string | ((folder: string) => string); readonly policy?: string } = {},
): Promise<TestService> {
  const folder = await mkdtemp(path.join(tmpdir(), 'glasspaste-images-'))
  const file = path.join(folder, 'glance-api.conf')
  await writeFile(file, configuration(folder, settings.conf))
  if (settings.policy !== undefined) await writeFile(path.join(folder, 'policy.yaml'), settings.policy)
  const config = await loadConfig({ files: [file], env: {}, home: folder })
  const log = pino({ level: 'silent' })
  const db = await openDatabase({ connection: 'sqlite://' })
  await ensureEmbedded(db)
  const stores = await openStores(config, log, { ...storeTypes, memory })
  const policy = await openPolicy(config, log)
  const protections = await openProtections(config, policy, log)
  const jobs = openJobs(log)
  const close = async () => {
    await jobs.close()
    policy.close()
    await stores.close()
    await db.close()
    await rm(folder, { recursive: true })
  }
  onTestFinished(close)
  const stored = () => readdir(path.join(folder, 'images'))
  return { config, log, db, stores, policy, protections, jobs, close, stored, folder }
}

export const admin = caller({
  roles: ['admin', 'member', 'reader'],
  isAdmin: true,
  projectId: 'admin-project',
})
export const owner = member('p1')
export const stranger = member('p2')

export function member(projectId: string, more: Partial<RequestContext> = {}): RequestContext {
  return caller({ roles: ['member', 'reader'], projectId, ...more })
}

/** What a raw image needs to take data. */
export function rawImage(more: Partial<ImageDraft> = {}): ImageDraft {
  return { name: 'an image', disk_format: 'raw', container_format: 'bare', properties: new Map(), ...more }
}

export function properties(values: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(values))
}

export async function* bytesOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk)
}

export async function textOf(bytes: AsyncIterable<Uint8Array> | undefined): Promise<string | undefined> {
  if (!bytes) return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

export const signal = new AbortController().signal

/** Where others than the service may put data, as they may on the web. */
const memory = async () => ({
  storeType: defineStoreType({
    name: 'memory',
    options: optionGroup('glance_store', {}),
    create: () => createMemoryDriver(),
  }),
})

function configuration(folder: string, more: string | ((folder: string) => string) = ''): string {
  return `[glance_store]
stores = file,memory
filesystem_store_datadir = ${folder}/images
[DEFAULT]
node_staging_uri = file://${folder}/staging
${typeof more === 'string' ? more : more(folder)}
`
}

import { sql } from 'kysely'
import { openEngine } from '../../../src/db/open.ts'
import { type Answer, type Ask, digest, everybody, succeed, type Who } from './caller.ts'

/** All that everybody can see of a service: request -> answer. */
export type Snapshot = Readonly<Record<string, unknown>>

export async function look(ask: Ask, ids: readonly string[]): Promise<Snapshot> {
  const seen: Record<string, unknown> = {}
  const see = async (who: Who, path: string) => {
    seen[`${who} ${path}`] = shown(await ask(who, `GET ${path}`))
  }
  for (const query of [...visibilities, ...filters]) await see('alice', `/v2/images${query}`)
  for (const who of everybody) {
    for (const query of visibilities) await see(who, `/v2/images${query}`)
    for (const id of ids) await see(who, `/v2/images/${id}`)
  }
  for (const id of ids) {
    for (const who of ['alice', 'bob'] as const) await see(who, `/v2/images/${id}/members`)
    for (const who of ['bob', 'admin'] as const) await see(who, `/v2/images/${id}/file`)
  }
  for (const id of ids) await see('alice', `/v2/images/${id}/tasks`)
  for (const path of await otherPaths(ask)) await see('admin', path)
  for (const query of walked) seen[`pages of ${query}`] = await walk(ask, query)
  return seen
}

/** Tasks and metadata definitions: lists, and what is in them. */
async function otherPaths(ask: Ask): Promise<readonly string[]> {
  const lists = ['/v2/tasks', '/v2/metadefs/resource_types', namespacesPath]
  const { tasks } = await succeed<{ tasks: { id: string }[] }>(ask('admin', 'GET /v2/tasks'))
  const { namespaces } = await succeed<{ namespaces: { namespace: string }[] }>(
    ask('admin', `GET ${namespacesPath}`),
  )
  return [
    ...lists,
    ...tasks.map(({ id }) => `/v2/tasks/${id}`),
    ...namespaces.flatMap(({ namespace }) => {
      const path = `/v2/metadefs/namespaces/${namespace}`
      return namespace.startsWith('Of_') ? [path, `${path}/tags`, `${path}/objects`] : [path]
    }),
  ]
}

const namespacesPath = '/v2/metadefs/namespaces?limit=100&sort_key=namespace'

const visibilities = [
  ...['', '?visibility=all', '?visibility=public', '?visibility=shared', '?visibility=private'],
  ...['?visibility=community', '?os_hidden=true', '?member_status=all'],
]

const filters = [
  ...['?protected=true', '?visibility=shared&member_status=pending', '?member_status=rejected'],
  ...['?tag=later', '?tag=with+blank&tag=later', '?os_distro=devuan', '?empty=no+more', '?name=in:py+public'],
  ...['?size_min=20', '?size_max=20', '?status=in:queued,deactivated', '?owner=alice', '?min_ram=512'],
  ...['?created_at=gt:2020-01-01T00:00:00Z', '?updated_at=lt:2020-01-01', '?id=in:x'],
]

// Without nulls in what is sorted by: there, Python Glance gives the same page again and again.
const walked = [
  '?',
  '?sort=created_at:asc&',
  '?sort=name:asc&container_format=bare&',
  '?sort=size:desc,name:asc&size_min=0&',
  '?sort=status:asc,container_format:desc&disk_format=raw&',
]

/** The ids of the pages of five, in their order. */
async function walk(ask: Ask, query: string): Promise<readonly string[][]> {
  const pages: string[][] = []
  let next: string | undefined = `/v2/images${query}limit=5`
  while (next) {
    const { bytes } = await ask('alice', `GET ${next}`)
    const page = JSON.parse(bytes.toString()) as { images: { id: string }[]; next?: string }
    pages.push(page.images.map(({ id }) => id))
    next = page.next
    if (pages.length > 20) throw new Error(`the pages of ${query} do not end`)
  }
  return pages
}

function shown({ status, headers, bytes }: Answer): unknown {
  const type = headers.get('Content-Type') ?? ''
  if (type.startsWith('application/json')) return { status, body: JSON.parse(bytes.toString(), sortSets) }
  if (!type.startsWith('application/octet-stream')) return { status }
  return { status, digest: digest(bytes), length: bytes.length, md5: headers.get('Content-MD5') }
}

/** The order of tags means nothing, and Python's changes from run to run. */
function sortSets(key: string, value: unknown): unknown {
  if (!Array.isArray(value)) return value
  if (key === 'tags') return value.sort()
  // Python Glance gives members in the order in which the database comes across them, which indexes may change.
  return key === 'members' ? value.sort((one, other) => (one.member_id < other.member_id ? -1 : 1)) : value
}

/** Every row of every table, as text. */
export async function rowsOf(connection: string): Promise<Snapshot> {
  const engine = await openEngine({ connection })
  try {
    const tables: Record<string, unknown> = {}
    for (const name of tableNames) {
      const { rows } = await sql`select * from ${sql.table(name)}`.execute(engine.db)
      tables[name] = rows.map(row => JSON.stringify(row)).sort()
    }
    return tables
  } finally {
    await engine.db.destroy()
  }
}

const tableNames = [
  ...['images', 'image_properties', 'image_tags', 'image_locations', 'image_members', 'tasks', 'task_info'],
  ...['metadef_namespaces', 'metadef_objects', 'metadef_properties', 'metadef_tags'],
  ...['metadef_resource_types', 'metadef_namespace_resource_types'],
]

export async function allIds(connection: string): Promise<readonly string[]> {
  const engine = await openEngine({ connection })
  try {
    const rows = await engine.db.selectFrom('images').select('id').orderBy('created_at').execute()
    return rows.map(({ id }) => id)
  } finally {
    await engine.db.destroy()
  }
}

import type { Database } from '../../src/db/database.ts'
import type { ImageQuery, ImageRecord, SortKey } from '../../src/db/records.ts'

type Parts = Partial<ImageQuery>

const project = { viewer: { isAdmin: false, projectId: 'project-3' } }
const admin = { viewer: { isAdmin: true, projectId: 'operators' } }
const heavy = { viewer: { isAdmin: false, projectId: 'heavy' } }

function sortedBy(key: SortKey): ImageQuery['sort'] {
  return ([key, 'created_at', 'id'] as const).map(part => ({ key: part, direction: 'asc' }))
}

function aPage(parts: Parts): ImageQuery {
  const { where = [], ...rest } = parts
  return {
    ...project,
    memberStatus: 'accepted',
    where: [{ column: 'os_hidden', operator: 'eq', value: false }, ...where],
    properties: new Map(),
    tags: [],
    sort: [
      { key: 'created_at', direction: 'desc' },
      { key: 'id', direction: 'desc' },
    ],
    limit: 20,
    ...rest,
  }
}

/** The pages that are timed, by what a client asks for. */
export async function shapesOf(
  database: Database,
  images: number,
): Promise<Readonly<Record<string, ImageQuery>>> {
  const middle = await imageAt(database, Math.floor(images / 2))
  const ownMiddle = (await database.images.list(aPage({ limit: 60 }))).at(-1)
  return {
    'project, first page': aPage(project),
    'project, deep marker': aPage({ ...project, marker: ownMiddle }),
    'project, by tag': aPage({ ...project, tags: ['common-5'] }),
    'project, by property': aPage({ ...project, properties: new Map([['os_distro', 'distro-5']]) }),
    'project, by name': aPage({
      ...project,
      where: [{ column: 'name', operator: 'eq', value: 'image 305' }],
    }),
    'project, sorted by name': aPage({ ...project, sort: sortedBy('name') }),
    'project with a tenth of all, first page': aPage(heavy),
    'project with a tenth of all, deep marker': aPage({ ...heavy, marker: middle }),
    'project with a tenth of all, by a rare tag': aPage({ ...heavy, tags: ['rare-303'] }),
    'project with a tenth of all, sorted by name': aPage({ ...heavy, sort: sortedBy('name') }),
    'admin, first page': aPage(admin),
    'admin, deep marker': aPage({ ...admin, marker: middle }),
    'admin, by owner': aPage({ ...admin, where: [{ column: 'owner', operator: 'eq', value: 'project-3' }] }),
    'admin, by checksum': aPage({
      ...admin,
      where: [{ column: 'checksum', operator: 'eq', value: 'checksum-305' }],
    }),
    'admin, by public': aPage({ ...admin, visibility: 'public' }),
    'admin, by a common tag': aPage({ ...admin, tags: ['common-5'] }),
    'admin, by a rare tag': aPage({ ...admin, tags: ['rare-305'] }),
    'admin, by a common property': aPage({ ...admin, properties: new Map([['os_distro', 'distro-5']]) }),
    'admin, by a rare property': aPage({ ...admin, properties: new Map([['os_version', 'version-305']]) }),
    'admin, by name': aPage({ ...admin, where: [{ column: 'name', operator: 'eq', value: 'image 305' }] }),
    'admin, sorted by name': aPage({ ...admin, sort: sortedBy('name') }),
    'admin, sorted by size, deep marker': aPage({ ...admin, sort: sortedBy('size'), marker: middle }),
    'admin, sorted by status, deep marker': aPage({ ...admin, sort: sortedBy('status'), marker: middle }),
  }
}

async function imageAt(database: Database, position: number): Promise<ImageRecord | undefined> {
  const time = new Date(Date.UTC(2020, 0, 1) + position * 1000).toISOString()
  const value = `${time.slice(0, 10)} ${time.slice(11, 19)}.000000`
  const where = [{ column: 'created_at', operator: 'lte', value }] as const
  return (await database.images.list(aPage({ ...admin, where, limit: 1 })))[0]
}

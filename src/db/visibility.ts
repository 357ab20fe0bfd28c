import { type RawBuilder, sql } from 'kysely'
import type { ImageQuery, MemberStatus, Viewer, Visibility } from './records.ts'

type Where = RawBuilder<boolean>

/** Who may see an image by its id. */
export function visibleTo({ isAdmin, projectId }: Viewer): Where {
  if (isAdmin) return sql`true`
  const toAll = sql<boolean>`images.owner is null or images.visibility in ('public', 'community')`
  if (projectId === null) return sql`(${toAll})`
  return sql`(${toAll} or images.owner = ${projectId}
    or images.visibility = 'shared' and ${hasMember(projectId, 'all')})`
}

/** Whose images a list takes besides the viewer's own. */
export function openVisibilities(wanted: ImageQuery['visibility']): readonly Visibility[] {
  if (wanted === undefined) return ['public']
  if (wanted === 'all') return ['public', 'community']
  return wanted === 'public' || wanted === 'community' ? [wanted] : []
}

export function includesShared({ visibility = 'all' }: ImageQuery): boolean {
  return visibility === 'all' || visibility === 'shared'
}

/** The image has that member, whatever it makes of the offer if `status` is `all`. */
export function hasMember(member: string, status: MemberStatus | 'all'): Where {
  return sql`(select true from image_members where image_members.image_id = images.id
    and image_members.member = ${member} and ${membership(status)} limit 1)`
}

export function membership(status: MemberStatus | 'all'): Where {
  const live = sql<boolean>`not image_members.deleted`
  return status === 'all' ? live : sql`${live} and image_members.status = ${status}`
}

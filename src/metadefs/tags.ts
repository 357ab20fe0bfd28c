import type { PageQuery, TagRecord, TagSortKey } from '../db/metadefs/records.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseReadOnly } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { authorize } from './authorize.ts'
import { findNamespace } from './find-namespace.ts'
import { insertDefinition } from './insert-definition.ts'
import { tagKind } from './kinds.ts'
import { refuseBadText } from './refuse-bad-text.ts'
import { findDefinition } from './show-definition.ts'

/** A page as the client asks for it. `marker` is the name of the tag after which it begins. */
export type TagListRequest = Omit<PageQuery<TagSortKey>, 'marker'> & { readonly marker?: string }

export async function listTags(
  service: ImageService,
  context: RequestContext,
  name: string,
  request: TagListRequest,
): Promise<readonly TagRecord[]> {
  const namespace = await findNamespace(service, context, name)
  authorize(service, context, tagKind.rules.list, namespace)
  const { marker, ...page } = request
  const last = marker === undefined ? undefined : await findDefinition(service, tagKind, namespace, marker)
  return service.db.metadefs.tags.page(namespace.id, { ...page, marker: last?.id })
}

/** Adds tags to those that are there, or puts them in their place; none given changes nothing. */
export async function setTags(
  service: ImageService,
  context: RequestContext,
  name: string,
  { tags, append }: { readonly tags: readonly string[]; readonly append: boolean },
): Promise<void> {
  refuseReadOnly(context)
  const namespace = await findNamespace(service, context, name)
  authorize(service, context, 'add_metadef_tags', namespace)
  refuseBadText("Couldn't create metadata tag", { name: tags })
  if (tags.length === 0) return
  await service.db.transaction(async db => {
    if (!append) await db.metadefs.tags.clear(namespace.id)
    for (const tag of tags) await insertDefinition(db, tagKind, namespace, { name: tag })
  })
}

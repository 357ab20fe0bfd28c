import type { AssociationRecord, NamespaceQuery, NamespaceRecord } from '../db/metadefs/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { viewer } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { allows, authorize } from './authorize.ts'
import { isVisible, noSuchNamespace } from './find-namespace.ts'

/** A page as the client asks for it. `marker` is the name of the namespace after which it begins. */
export type NamespaceListRequest = Omit<NamespaceQuery, 'viewer' | 'marker'> & {
  readonly marker?: string
  readonly limit: number
}

export interface ListedNamespace extends NamespaceRecord {
  readonly associations: readonly AssociationRecord[]
}

export interface NamespacePage {
  readonly namespaces: readonly ListedNamespace[]
  /** The marker of the next page, where there may be one. */
  readonly next?: string
}

/** Namespaces that the policy hides are left out after the page has been cut. */
export async function listNamespaces(
  service: ImageService,
  context: RequestContext,
  { marker, ...request }: NamespaceListRequest,
): Promise<NamespacePage> {
  authorize(service, context, 'get_metadef_namespaces')
  authorize(service, context, 'list_metadef_resource_types')
  const after = marker === undefined ? undefined : await findMarker(service, context, marker)

  const { namespaces, resourceTypes } = service.db.metadefs
  const rows = await namespaces.list({ ...request, viewer: viewer(context), marker: after?.id })
  const shown = rows.filter(row => allows(service, context, 'get_metadef_namespace', row))
  const associations = await resourceTypes.associations(shown.map(({ id }) => id))
  return {
    namespaces: shown.map(row => ({ ...row, associations: associations.get(row.id) ?? [] })),
    next: rows.length === request.limit ? shown.at(-1)?.namespace : undefined,
  }
}

async function findMarker(
  { db }: ImageService,
  context: RequestContext,
  name: string,
): Promise<NamespaceRecord> {
  const namespace = await db.metadefs.namespaces.find(name)
  if (!namespace || !isVisible(context, namespace)) throw new Fault('NotFound', noSuchNamespace(name))
  return namespace
}

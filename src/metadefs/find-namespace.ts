import type { NamespaceRecord } from '../db/metadefs/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'

/** The namespace if the caller can see it: everybody's, the own, and for administrators all. */
export async function findNamespace(
  { db }: Pick<ImageService, 'db'>,
  context: RequestContext,
  name: string,
  missing = `Namespace ${name} not found`,
): Promise<NamespaceRecord> {
  const namespace = await db.metadefs.namespaces.find(name)
  if (!namespace) throw new Fault('NotFound', missing)
  if (!isVisible(context, namespace)) throw new Fault('NotFound', `Namespace ${name} not found`)
  return namespace
}

export function isVisible(context: RequestContext, namespace: NamespaceRecord): boolean {
  return context.isAdmin || namespace.visibility === 'public' || namespace.owner === context.projectId
}

export function noSuchNamespace(name: string): string {
  return `Metadata definition namespace=${name} was not found.`
}

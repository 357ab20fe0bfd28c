import { associate, dissociate, listAssociations, listResourceTypes } from '../../metadefs/index.ts'
import { sendEmpty, sendJson, sendValue } from '../answer.ts'
import type { Exchange } from '../exchange.ts'
import { readAssociation } from './bodies.ts'
import { associationView, resourceTypeView } from './views.ts'

type OfNamespace = Exchange<'namespace'>

export async function listTypes({ res, context, site }: Exchange): Promise<void> {
  const types = await listResourceTypes(site.service, context)
  sendValue(res, { resource_types: types.map(resourceTypeView) })
}

export async function list({ res, params, context, site }: OfNamespace): Promise<void> {
  const associations = await listAssociations(site.service, context, params.namespace)
  sendValue(res, { resource_type_associations: associations.map(associationView) })
}

export async function create({ req, res, params, context, site }: OfNamespace): Promise<void> {
  const draft = await readAssociation(req, site.schemas)
  const association = await associate(site.service, context, params.namespace, draft)
  sendJson(res, JSON.stringify(associationView(association)), { status: 201 })
}

export async function remove(exchange: Exchange<'namespace' | 'name'>): Promise<void> {
  const { res, params, context, site } = exchange
  await dissociate(site.service, context, params.namespace, params.name)
  sendEmpty(res)
}

import {
  addDefinition,
  clearDefinitions,
  listDefinitions,
  propertyKind,
  removeDefinition,
  showDefinition,
  showPropertyOf,
  updateDefinition,
} from '../../metadefs/index.ts'
import { sendEmpty, sendJson, sendValue } from '../answer.ts'
import type { Exchange } from '../exchange.ts'
import { queryOf } from '../query.ts'
import { readProperty } from './bodies.ts'
import { propertiesView, propertyView } from './views.ts'

type OfNamespace = Exchange<'namespace'>
type OfProperty = Exchange<'namespace' | 'name'>

export async function list({ res, params, context, site }: OfNamespace): Promise<void> {
  const properties = await listDefinitions(site.service, context, propertyKind, params.namespace)
  sendValue(res, { properties: propertiesView(properties) })
}

export async function create({ req, res, params, context, site }: OfNamespace): Promise<void> {
  const columns = await readProperty(req, site.schemas)
  const draft = { namespace: params.namespace, columns }
  const property = await addDefinition(site.service, context, propertyKind, draft)
  sendJson(res, JSON.stringify(propertyView(property)), { status: 201 })
}

export async function show({ req, res, params, context, site }: OfProperty): Promise<void> {
  const resourceType = queryOf(req).getAll('resource_type').at(-1)
  const property = resourceType
    ? await showPropertyOf(site.service, context, { ...params, resourceType })
    : await showDefinition(site.service, context, propertyKind, params)
  sendValue(res, propertyView(property))
}

export async function update({ req, res, params, context, site }: OfProperty): Promise<void> {
  const columns = await readProperty(req, site.schemas)
  const property = await updateDefinition(site.service, context, propertyKind, { ...params, columns })
  sendValue(res, propertyView(property))
}

export async function remove({ res, params, context, site }: OfProperty): Promise<void> {
  await removeDefinition(site.service, context, propertyKind, params)
  sendEmpty(res)
}

export async function clear({ res, params, context, site }: OfNamespace): Promise<void> {
  await clearDefinitions(site.service, context, propertyKind, params.namespace)
  sendEmpty(res)
}

import {
  addDefinition,
  clearDefinitions,
  listDefinitions,
  objectKind,
  removeDefinition,
  showDefinition,
  updateDefinition,
} from '../../metadefs/index.ts'
import { sendEmpty, sendJson, sendValue } from '../answer.ts'
import type { Exchange } from '../exchange.ts'
import { queryOf } from '../query.ts'
import { readObject } from './bodies.ts'
import { checkObjectList } from './list-request.ts'
import { objectView } from './views.ts'

type OfNamespace = Exchange<'namespace'>
type OfObject = Exchange<'namespace' | 'name'>

export async function list({ req, res, params, context, site }: OfNamespace): Promise<void> {
  checkObjectList(queryOf(req))
  const { namespace } = params
  const objects = await listDefinitions(site.service, context, objectKind, namespace)
  const views = objects.map(object => objectView(namespace, object))
  // Without the slash in front: as clients know it.
  sendValue(res, { objects: views, schema: 'v2/schemas/metadefs/objects' })
}

export async function create({ req, res, params, context, site }: OfNamespace): Promise<void> {
  const { namespace } = params
  const columns = await readObject(req, site.schemas)
  const object = await addDefinition(site.service, context, objectKind, { namespace, columns })
  sendJson(res, JSON.stringify(objectView(namespace, object, columns)), { status: 201 })
}

export async function show({ res, params, context, site }: OfObject): Promise<void> {
  const object = await showDefinition(site.service, context, objectKind, params)
  sendValue(res, objectView(params.namespace, object))
}

export async function update({ req, res, params, context, site }: OfObject): Promise<void> {
  const columns = await readObject(req, site.schemas)
  const object = await updateDefinition(site.service, context, objectKind, { ...params, columns })
  sendValue(res, objectView(params.namespace, object, columns))
}

export async function remove({ res, params, context, site }: OfObject): Promise<void> {
  await removeDefinition(site.service, context, objectKind, params)
  sendEmpty(res)
}

export async function clear({ res, params, context, site }: OfNamespace): Promise<void> {
  await clearDefinitions(site.service, context, objectKind, params.namespace)
  sendEmpty(res)
}

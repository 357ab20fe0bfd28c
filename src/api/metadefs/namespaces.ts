import {
  createNamespace,
  deleteNamespace,
  listNamespaces,
  type NamespaceDocument,
  showNamespace,
  updateNamespace,
} from '../../metadefs/index.ts'
import { sendEmpty, sendJson, sendValue } from '../answer.ts'
import type { Exchange } from '../exchange.ts'
import { requestOrigin } from '../origin.ts'
import { pageLinks } from '../paging.ts'
import { queryOf } from '../query.ts'
import { contentsOf, readNamespace } from './bodies.ts'
import { readNamespaceList, readVisibility } from './list-request.ts'
import {
  associationFields,
  associationView,
  type ContentsView,
  namespacesPath,
  namespaceView,
  objectFields,
  propertiesView,
  unlessEmpty,
  wholeNamespaceView,
} from './views.ts'

type OfNamespace = Exchange<'namespace'>

export async function list({ req, res, context, site }: Exchange): Promise<void> {
  const query = queryOf(req)
  const request = readNamespaceList(query, site.settings)
  const { namespaces, next } = await listNamespaces(site.service, context, request)
  const views = namespaces.map(namespace =>
    namespaceView(namespace, {
      resource_type_associations: unlessEmpty(namespace.associations.map(associationView)),
    }),
  )
  const schema = '/v2/schemas/metadefs/namespaces'
  sendValue(res, { namespaces: views, schema, ...pageLinks(namespacesPath, query, next) })
}

export async function create({ req, res, context, site }: Exchange): Promise<void> {
  const body = await readNamespace(req, site.schemas)
  const namespace = await createNamespace(site.service, context, body, contentsOf(body))
  const place = encodeURIComponent(namespace.namespace).replaceAll('%3A', ':')
  sendJson(res, JSON.stringify(namespaceView(namespace, sent(body))), {
    status: 201,
    headers: { Location: `${requestOrigin(req)}${namespacesPath}/${place}` },
  })
}

export async function show({ req, res, params, context, site }: OfNamespace): Promise<void> {
  const query = queryOf(req)
  readVisibility(query, ['public', 'private'])
  const resourceType = query.getAll('resource_type').at(-1)
  const whole = await showNamespace(site.service, context, params.namespace, resourceType)
  sendValue(res, wholeNamespaceView(whole))
}

export async function update({ req, res, params, context, site }: OfNamespace): Promise<void> {
  const body = await readNamespace(req, site.schemas)
  sendValue(res, namespaceView(await updateNamespace(site.service, context, params.namespace, body)))
}

export async function remove({ res, params, context, site }: OfNamespace): Promise<void> {
  await deleteNamespace(site.service, context, params.namespace)
  sendEmpty(res)
}

/** The contents of a new namespace, as they came. */
function sent(body: NamespaceDocument): ContentsView {
  const { properties } = contentsOf(body)
  return {
    resource_type_associations: body.resource_type_associations?.map(associationFields),
    properties: body.properties && propertiesView(properties),
    objects: body.objects?.map(objectFields),
    tags: body.tags?.map(({ name }) => ({ name })),
  }
}

import {
  addDefinition,
  clearDefinitions,
  listTags,
  removeDefinition,
  setTags,
  showDefinition,
  tagKind,
  updateDefinition,
} from '../../metadefs/index.ts'
import { sendEmpty, sendJson, sendValue } from '../answer.ts'
import type { Exchange } from '../exchange.ts'
import { queryOf } from '../query.ts'
import { readTag, readTags } from './bodies.ts'
import { readTagList } from './list-request.ts'
import { tagView } from './views.ts'

type OfNamespace = Exchange<'namespace'>
type OfTag = Exchange<'namespace' | 'name'>

export async function list({ req, res, params, context, site }: OfNamespace): Promise<void> {
  const tags = await listTags(site.service, context, params.namespace, readTagList(queryOf(req)))
  sendValue(res, { tags: tags.map(({ name }) => ({ name })) })
}

/** Puts these tags in the place of all, unless the header says to append. */
export async function createAll({ req, res, params, context, site }: OfNamespace): Promise<void> {
  const tags = await readTags(req, site.schemas)
  const append = meansYes(req.headers['x-openstack-append'])
  await setTags(site.service, context, params.namespace, { tags, append })
  sendJson(res, JSON.stringify({ tags: tags.map(name => ({ name })) }), { status: 201 })
}

export async function create({ res, params, context, site }: OfTag): Promise<void> {
  const columns = { name: params.name }
  const draft = { namespace: params.namespace, columns, check: site.schemas.validate.tag }
  const tag = await addDefinition(site.service, context, tagKind, draft)
  sendJson(res, JSON.stringify(tagView(tag)), { status: 201 })
}

export async function show({ res, params, context, site }: OfTag): Promise<void> {
  sendValue(res, tagView(await showDefinition(site.service, context, tagKind, params)))
}

export async function update({ req, res, params, context, site }: OfTag): Promise<void> {
  const columns = await readTag(req, site.schemas)
  sendValue(res, tagView(await updateDefinition(site.service, context, tagKind, { ...params, columns })))
}

export async function remove({ res, params, context, site }: OfTag): Promise<void> {
  await removeDefinition(site.service, context, tagKind, params)
  sendEmpty(res)
}

export async function clear({ res, params, context, site }: OfNamespace): Promise<void> {
  await clearDefinitions(site.service, context, tagKind, params.namespace)
  sendEmpty(res)
}

/** As OpenStack reads a flag in a header. */
function meansYes(text: string | string[] = ''): boolean {
  return /^\s*(1|t|true|on|y|yes)\s*$/i.test(String(text))
}

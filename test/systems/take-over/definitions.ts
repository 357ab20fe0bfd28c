import { type Ask, succeed } from './caller.ts'

/** Defines a namespace of everything that there is. */
export async function define(ask: Ask, prefix: string): Promise<void> {
  const json = {
    namespace: pathOf(prefix).slice('/v2/metadefs/namespaces/'.length),
    display_name: `Of ${prefix}`,
    description: 'Größe — 日本語',
    visibility: 'private',
    protected: false,
    properties: { size: { title: 'Size', type: 'integer', minimum: 1, default: 3, operators: ['<or>'] } },
    objects: [{ name: 'disk', required: ['bus'], properties: { bus: { title: 'Bus', type: 'string' } } }],
    tags: [{ name: 'fast' }, { name: 'slow' }],
    resource_type_associations: [{ name: 'OS::Nova::Flavor', prefix: 'hw_', properties_target: 'image' }],
  }
  await succeed(ask('admin', 'POST /v2/metadefs/namespaces', { json }))
}

export async function redefine(ask: Ask, prefix: string): Promise<void> {
  const path = pathOf(prefix)
  const namespace = path.slice('/v2/metadefs/namespaces/'.length)
  const property = { name: 'bus', title: 'Bus', type: 'array', items: { type: 'string' } }
  await succeed(ask('admin', `PUT ${path}`, { json: { namespace, visibility: 'public' } }))
  await succeed(ask('admin', `DELETE ${path}/tags/slow`))
  await succeed(ask('admin', `POST ${path}/tags/later`))
  await succeed(ask('admin', `POST ${path}/properties`, { json: property }))
  await succeed(ask('admin', `PUT ${path}/objects/disk`, { json: { name: 'disk', description: 'new' } }))
}

function pathOf(prefix: string): string {
  return `/v2/metadefs/namespaces/Of_${prefix}`
}

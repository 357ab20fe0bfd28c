import { Fault, notAuthorized } from '../errors.ts'
import { usage } from '../images/index.ts'
import type { ImageService } from '../service.ts'
import type { Store } from '../stores/stores.ts'
import { sendValue } from './answer.ts'
import type { Exchange } from './exchange.ts'

export function importMethods({ res, site }: Exchange): void {
  const value = site.settings.enabled_import_methods
  sendValue(res, { 'import-methods': { description: 'Import methods available.', type: 'array', value } })
}

export function stores({ res, site }: Exchange): void {
  sendValue(res, { stores: namedStores(site.service).map(store => storeView(store, site.service)) })
}

export function storesInDetail({ res, context, site: { service } }: Exchange): void {
  const shown = namedStores(service)
  if (!service.policy.allows(context, 'stores_info_detail')) {
    throw notAuthorized('stores_info_detail')
  }
  const details = shown.map(store => ({
    ...storeView(store, service),
    type: store.type,
    properties: store.properties,
    weight: store.weight,
  }))
  sendValue(res, { stores: details })
}

export async function projectUsage({ res, context, site }: Exchange): Promise<void> {
  sendValue(res, { usage: await usage(site.service, context) })
}

function namedStores({ stores }: ImageService): readonly Store[] {
  if (stores.multi) return stores.all
  throw new Fault('NotFound', 'Multi backend is not supported at this site.')
}

function storeView(store: Store, { stores }: ImageService): Record<string, string> {
  return {
    id: store.id,
    ...(store.description && { description: store.description }),
    ...(store === stores.default && { default: 'true' }),
    ...(store.type === 'http' && { 'read-only': 'true' }),
  }
}

import type { ImageRecord, LocationRecord, Properties } from '../db/records.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { byWeight } from './locations.ts'
import { imageOptions } from './options.ts'
import { mayRead } from './protected-properties.ts'
import { hiddenProperties } from './reserved.ts'

/** The parts of an image that depend on who looks. Absent means that the key is absent from the answer. */
export interface VisibleDetails {
  /** Without those that the service keeps for itself, or the operator from the caller. */
  readonly properties: Properties
  readonly locations?: readonly LocationRecord[]
  readonly direct_url?: string
  /** Comma-separated ids. */
  readonly stores?: string
}

export function visibleDetails(
  service: ImageService,
  context: RequestContext,
  image: ImageRecord,
): VisibleDetails {
  const settings = service.config.read(imageOptions)
  const withheld = image.status === 'deactivated' && !context.isAdmin
  const locations = withheld ? [] : byWeight(service.stores, image.locations)
  return {
    properties: shownProperties(service, context, image),
    locations: settings.show_multiple_locations ? locations : undefined,
    direct_url: settings.show_image_direct_url ? locations[0]?.url : undefined,
    stores: service.stores.multi ? storeIds(locations) : undefined,
  }
}

export function shownLocation({ url, metadata }: LocationRecord): Pick<LocationRecord, 'url' | 'metadata'> {
  return { url, metadata }
}

function shownProperties(
  service: ImageService,
  context: RequestContext,
  { properties }: ImageRecord,
): Properties {
  const isShown = (name: string) => !hiddenProperties.has(name) && mayRead(service, context, name)
  for (const name of properties.keys()) {
    if (!isShown(name)) return new Map([...properties].filter(([name]) => isShown(name)))
  }
  return properties
}

function storeIds(locations: readonly LocationRecord[]): string | undefined {
  const ids = locations.map(({ metadata }) => metadata.store).filter(Boolean)
  return ids.length > 0 ? ids.join(',') : undefined
}

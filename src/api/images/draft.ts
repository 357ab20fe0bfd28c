import { propertyText } from '../../images/attributes.ts'
import type { ImageDraft } from '../../images/index.ts'
import { attributes } from '../../images/patch-attribute.ts'
import { refuseLinks, refuseReservedOnCreate } from '../../images/reserved.ts'
import type { Schemas } from '../schemas/index.ts'

const draftedAttributes: ReadonlySet<string> = new Set(['id', 'tags', ...attributes])

/** Takes a valid body apart into what an image has by itself, and its custom properties. */
export function draftImage(body: Readonly<Record<string, unknown>>, schemas: Schemas): ImageDraft {
  refuseLinks(Object.keys(body))
  schemas.validate.image(body)
  const own: Record<string, unknown> = {}
  const properties = new Map<string, string | null>()
  for (const [name, value] of Object.entries(body)) {
    if (draftedAttributes.has(name)) own[name] = value
    else if (name === 'os_hash_algo' || name === 'os_hash_value') continue
    else {
      refuseReservedOnCreate(name)
      properties.set(name, propertyText(body, name))
    }
  }
  return { ...own, properties }
}

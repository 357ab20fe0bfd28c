import { LRUCache } from 'lru-cache'
import type { ImageRecord, LocationRecord, Properties, Timestamp } from '../../db/records.ts'
import type { VisibleDetails } from '../../images/index.ts'

/** Writes an image as clients see it, as JSON text. */
export type WriteImage = (image: ImageRecord, details: VisibleDetails) => string

/** Custom properties come first, so that a base property of the same name wins with readers that keep the last. Built by hand:
 * lists are the hottest answers there are. */
export function imageWriter(): WriteImage {
  const textOf = rememberTexts()
  return (image, { properties, locations, direct_url, stores }) => {
    const text = textOf(image)
    return `{${properties === image.properties ? text.properties : propertiesJson(properties)}\
${text.attributes}\
${!locations ? '' : locations === image.locations ? text.locations : locationsJson(locations)}\
${direct_url === undefined ? '' : `,"direct_url":${JSON.stringify(direct_url)}`}\
${stores === undefined ? '' : `,"stores":${JSON.stringify(stores)}`}}`
  }
}

/** `2026-01-01 10:00:00.123456` as `2026-01-01T10:00:00Z`. */
export function isoTime(timestamp: Timestamp): string {
  return `${timestamp.slice(0, 10)}T${timestamp.slice(11, 19)}Z`
}

/** What there may be to show of an image. */
interface ImageText {
  readonly properties: string
  readonly attributes: string
  readonly locations: string
}

interface Shown {
  readonly image: ImageRecord
  text?: ImageText
}

const mostShown = 2000

/** Keeps the texts of images that are shown more than once while nobody has changed them. */
function rememberTexts(): (image: ImageRecord) => ImageText {
  const shown = new LRUCache<string, Shown>({ max: mostShown })
  return image => {
    const known = shown.get(image.id)
    if (known?.image !== image) {
      shown.set(image.id, { image })
      return writeText(image)
    }
    known.text ??= writeText(image)
    return known.text
  }
}

function writeText(image: ImageRecord): ImageText {
  return {
    properties: propertiesJson(image.properties),
    attributes: attributesJson(image),
    locations: locationsJson(image.locations),
  }
}

function propertiesJson(properties: Properties): string {
  let text = ''
  for (const [name, value] of properties) text += `${JSON.stringify(name)}:${JSON.stringify(value)},`
  return text
}

function attributesJson(image: ImageRecord): string {
  const path = `/v2/images/${image.id}`
  const attributes = {
    name: image.name,
    disk_format: image.disk_format,
    container_format: image.container_format,
    visibility: image.visibility,
    size: image.size,
    virtual_size: image.virtual_size,
    status: image.status,
    checksum: image.checksum,
    protected: image.protected,
    min_ram: image.min_ram,
    min_disk: image.min_disk,
    owner: image.owner,
    os_hidden: image.os_hidden,
    os_hash_algo: image.os_hash_algo,
    os_hash_value: image.os_hash_value,
    id: image.id,
    created_at: isoTime(image.created_at),
    updated_at: isoTime(image.updated_at),
    tags: image.tags,
    self: path,
    file: `${path}/file`,
    schema: '/v2/schemas/image',
  }
  return JSON.stringify(attributes).slice(1, -1)
}

function locationsJson(locations: readonly Pick<LocationRecord, 'url' | 'metadata'>[]): string {
  return `,"locations":${JSON.stringify(locations.map(({ url, metadata }) => ({ url, metadata })))}`
}

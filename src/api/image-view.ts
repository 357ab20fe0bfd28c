import type { ImageRecord, Properties, Timestamp } from '../db/records.ts'
import type { VisibleDetails } from '../images/index.ts'

/** An image as clients see it, as JSON text. Custom properties come first, so that a base property of the same name wins
 * with readers that keep the last. Built by hand: lists are the hottest answers there are. */
export function imageJson(image: ImageRecord, details: VisibleDetails): string {
  const path = `/v2/images/${image.id}`
  return `{${propertiesJson(details.properties)}\
"name":${JSON.stringify(image.name)},\
"disk_format":${JSON.stringify(image.disk_format)},\
"container_format":${JSON.stringify(image.container_format)},\
"visibility":"${image.visibility}",\
"size":${image.size},\
"virtual_size":${image.virtual_size},\
"status":"${image.status}",\
"checksum":${JSON.stringify(image.checksum)},\
"protected":${image.protected},\
"min_ram":${image.min_ram},\
"min_disk":${image.min_disk},\
"owner":${JSON.stringify(image.owner)},\
"os_hidden":${image.os_hidden},\
"os_hash_algo":${JSON.stringify(image.os_hash_algo)},\
"os_hash_value":${JSON.stringify(image.os_hash_value)},\
"id":"${image.id}",\
"created_at":"${isoTime(image.created_at)}",\
"updated_at":"${isoTime(image.updated_at)}",\
${optionalJson('locations', details.locations)}\
${optionalJson('direct_url', details.direct_url)}\
"tags":${JSON.stringify(image.tags)},\
"self":"${path}",\
"file":"${path}/file",\
"schema":"/v2/schemas/image"\
${details.stores === undefined ? '' : `,"stores":${JSON.stringify(details.stores)}`}}`
}

/** `2026-01-01 10:00:00.123456` as `2026-01-01T10:00:00Z`. */
export function isoTime(timestamp: Timestamp): string {
  return `${timestamp.slice(0, 10)}T${timestamp.slice(11, 19)}Z`
}

function propertiesJson(properties: Properties): string {
  let text = ''
  for (const [name, value] of properties) text += `${JSON.stringify(name)}:${JSON.stringify(value)},`
  return text
}

function optionalJson(name: string, value: unknown): string {
  return value === undefined ? '' : `"${name}":${JSON.stringify(value)},`
}

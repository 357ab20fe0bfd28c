import { randomUUID } from 'node:crypto'
import { Duplicate } from '../db/database.ts'
import type { ImageRecord, Properties, Visibility } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseTooMany } from '../quota/counts.ts'
import { quotaOptions } from '../quota/options.ts'
import type { ImageService } from '../service.ts'
import { refuseBadAttribute, refuseBadProperty, refuseWideText } from './attributes.ts'
import { refuseReadOnly } from './authorize.ts'
import { refuseProtected } from './protected-properties.ts'
import { refuseReservedOnCreate } from './reserved.ts'
import { authorizeCreation } from './visibility.ts'

/** What a client asks for: valid against the image schema, nothing decided yet. */
export interface ImageDraft {
  readonly id?: string
  readonly name?: string | null
  readonly visibility?: Visibility
  readonly protected?: boolean
  readonly os_hidden?: boolean
  readonly owner?: string | null
  readonly container_format?: string | null
  readonly disk_format?: string | null
  readonly min_ram?: number
  readonly min_disk?: number
  readonly tags?: readonly string[]
  readonly properties: Properties
}

/** Adds a queued image, without data. */
export async function createImage(
  service: ImageService,
  context: RequestContext,
  draft: ImageDraft,
): Promise<ImageRecord> {
  refuseReadOnly(context)
  refuseBadDraft(draft)
  const { owner = context.projectId, visibility, properties, tags = [], ...attributes } = draft
  authorizeCreation(service, context, { owner, visibility: visibility ?? 'private' })
  for (const name of properties.keys()) refuseProtected(service, context, 'create', name)

  const quotas = service.config.read(quotaOptions)
  refuseTooMany('tags', new Set(tags).size, quotas.image_tag_quota)
  refuseTooMany('properties', properties.size, quotas.image_property_quota)

  const id = draft.id ?? randomUUID()
  try {
    return await service.db.images.insert({
      ...attributes,
      id,
      status: 'queued',
      visibility: visibility ?? 'shared',
      // Nobody's, as for Glance.
      owner: owner || null,
      protected: draft.protected ?? false,
      os_hidden: draft.os_hidden ?? false,
      properties,
      tags,
    })
  } catch (error) {
    if (error instanceof Duplicate) throw new Fault('Conflict', `Image ID ${id} already exists!`)
    throw error
  }
}

function refuseBadDraft({ properties, tags = [], ...attributes }: ImageDraft): void {
  for (const [name, value] of properties) {
    refuseReservedOnCreate(name)
    refuseBadProperty(name, value)
  }
  for (const [name, value] of Object.entries(attributes)) refuseBadAttribute(name, value)
  refuseWideText(tags)
}

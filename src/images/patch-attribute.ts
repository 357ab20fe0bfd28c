import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseTooMany } from '../quota/counts.ts'
import { quotaOptions } from '../quota/options.ts'
import type { ImageService } from '../service.ts'
import {
  illegalFormatChange,
  propertyText,
  refuseBadAttribute,
  refuseBadProperty,
  refuseWideText,
} from './attributes.ts'
import { authorize, imageTarget, refuseForeignImage } from './authorize.ts'
import { attributeOf, type Edit, propertiesToChange } from './edit.ts'
import type { PatchOperation } from './patch-operation.ts'
import { mayRead, refuseProtected } from './protected-properties.ts'
import { authorizeVisibility } from './visibility.ts'

/** Attributes that every image has; all else is a custom property. */
export const attributes = [
  'name',
  'visibility',
  'protected',
  'os_hidden',
  'owner',
  'container_format',
  'disk_format',
  'min_ram',
  'min_disk',
] as const
type AttributeName = (typeof attributes)[number]

/** One operation on an attribute, on the tags, or on a custom property. The value is valid against the image
 * schema. */
export function patchAttribute(
  service: ImageService,
  context: RequestContext,
  edit: Edit,
  operation: PatchOperation,
): void {
  const [name = ''] = operation.path
  if (name === 'owner' && operation.op !== 'remove' && !context.isAdmin) {
    throw new Fault('Denied', "Owner can't be updated by non admin.")
  }
  if (name === 'visibility' && typeof operation.value === 'string') {
    authorizeVisibility(service, context, operation.value, imageTarget(context, edit.before))
  }
  authorize(service, context, 'modify_image', edit.before)
  refuseForeignImage(service, context, edit.before)

  if (name === 'tags' || isAttribute(name)) refuseBuiltIn(name, operation)
  if (name === 'tags') setTags(service, edit, operation.value)
  else if (isAttribute(name)) setAttribute(edit, name, operation.value)
  else patchProperty(service, context, edit, operation)
}

function refuseBuiltIn(name: string, { op, strict }: PatchOperation): void {
  if (op === 'remove') throw new Fault('Denied', `Property ${name} may not be removed.`)
  if (op === 'add' && strict) throw alreadyPresent(name)
}

function isAttribute(name: string): name is AttributeName {
  return (attributes as readonly string[]).includes(name)
}

function setAttribute(edit: Edit, name: AttributeName, value: unknown): void {
  if (name === 'disk_format' || name === 'container_format') {
    if (!['queued', 'importing'].includes(attributeOf(edit, 'status'))) throw illegalFormatChange(name)
  }
  refuseBadAttribute(name, value)
  Object.assign(edit.change, { [name]: name === 'owner' ? value || null : value })
}

function setTags({ config }: ImageService, edit: Edit, value: unknown): void {
  const tags = [...new Set(Array.isArray(value) ? value.map(String) : [])]
  refuseWideText(tags)
  refuseTooMany('tags', tags.length, config.read(quotaOptions).image_tag_quota)
  edit.change.tags = tags
}

function patchProperty(
  service: ImageService,
  context: RequestContext,
  edit: Edit,
  operation: PatchOperation,
): void {
  const { op, path, strict } = operation
  const [name = ''] = path
  const properties = propertiesToChange(edit)
  const present = properties.has(name)
  const visible = present && mayRead(service, context, name)
  if (op !== 'add' && !visible) throw new Fault('Clash', `Property ${name} does not exist.`)
  if (op === 'add' && visible && strict) throw alreadyPresent(name)
  if (op === 'add' && !visible) refuseProtected(service, context, 'create', name)
  if (op !== 'remove' && present) refuseProtected(service, context, 'update', name)
  if (op === 'remove') {
    refuseProtected(service, context, 'delete', name)
    properties.delete(name)
  } else {
    const text = propertyText(operation, 'value')
    refuseBadProperty(name, text)
    properties.set(name, text)
  }
}

function alreadyPresent(name: string): Fault {
  return new Fault('Clash', `Property ${name} already present.`)
}

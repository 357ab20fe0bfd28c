import { Duplicate } from '../db/database.ts'
import type { ImageRecord, MemberRecord, MemberStatus } from '../db/records.ts'
import { Fault, notAuthorized } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseTooManyOf } from '../quota/counts.ts'
import { quotaOptions } from '../quota/options.ts'
import type { ImageService } from '../service.ts'
import { refuseBadAttribute } from './attributes.ts'
import { authorize, findVisible, imageTarget, isMutable, refuseReadOnly } from './authorize.ts'

const onlyShared = 'Only shared images have members.'

/** Invites a project to a shared image. */
export async function addMember(
  service: ImageService,
  context: RequestContext,
  imageId: string,
  member: string,
): Promise<MemberRecord> {
  refuseReadOnly(context)
  const image = await findImage(service, context, imageId)
  const refusal = `Not allowed to create members for image ${imageId}.`
  refuseUnless(image.visibility === 'shared', refusal)
  refuseUnless(service.policy.newDefaults || isMutable(context, image), refusal)
  authorizeMember(service, context, 'add_member', image)
  refuseBadAttribute('member', member)
  try {
    return await service.db.transaction(async db => {
      const added = await db.members.insert(imageId, member)
      // Counted where nobody else adds one; a refusal undoes what was done.
      await refuseTooManyMembers({ ...service, db }, imageId)
      return added
    })
  } catch (error) {
    if (!(error instanceof Duplicate)) throw error
    // For Glance one who is there already is one more, too, and the limit comes first.
    await refuseTooManyMembers(service, imageId, 1)
    throw new Fault('Conflict', `Member ${member} is duplicated for image ${imageId}`)
  }
}

/** Everybody invited; a project that does not own the image sees its own invitation only. */
export async function listMembers(
  service: ImageService,
  context: RequestContext,
  imageId: string,
): Promise<readonly MemberRecord[]> {
  const image = await findImage(service, context, imageId)
  const refusal = `Not allowed to list members for image ${imageId}: ${onlyShared}`
  refuseUnless(image.visibility === 'shared', refusal)
  authorizeMember(service, context, 'get_members', image)
  if (!service.policy.allows(context, 'get_member', imageTarget(context, image))) return []
  const members = await service.db.members.list(imageId)
  return members.filter(({ member }) => mayKnow(context, image, member))
}

/** Whatever forbids it is answered 404, to tell nothing. */
export async function showMember(
  service: ImageService,
  context: RequestContext,
  imageId: string,
  member: string,
): Promise<MemberRecord> {
  const image = await findImage(service, context, imageId)
  if (image.visibility !== 'shared') throw new Fault('NotFound', onlyShared)
  try {
    return await findMember(service, context, image, member)
  } catch (error) {
    if (error instanceof Fault && error.kind === 'Forbidden') throw new Fault('NotFound', error.message)
    throw error
  }
}

/** The invited project's answer. */
export async function updateMember(
  service: ImageService,
  context: RequestContext,
  imageId: string,
  { member, status }: { readonly member: string; readonly status: unknown },
): Promise<MemberRecord> {
  refuseReadOnly(context)
  const image = await findImage(service, context, imageId)
  const refusal = `Not allowed to update members for image ${imageId}.`
  refuseUnless(image.visibility === 'shared', refusal)
  refuseUnless(service.policy.newDefaults || context.isAdmin || image.owner !== context.projectId, refusal)
  await findMember(service, context, image, member)
  authorizeMember(service, context, 'modify_member', image)
  if (!isMemberStatus(status)) {
    throw new Fault('Invalid', 'Incorrect request: Status must be "pending", "accepted" or "rejected".')
  }
  const changed = await service.db.members.setStatus(imageId, member, status)
  if (!changed) throw unknownMember(imageId, member)
  return changed
}

export async function removeMember(
  service: ImageService,
  context: RequestContext,
  imageId: string,
  member: string,
): Promise<void> {
  refuseReadOnly(context)
  const image = await findImage(service, context, imageId)
  const refusal = `Not allowed to delete members for image ${imageId}.`
  refuseUnless(image.visibility === 'shared', refusal)
  refuseUnless(service.policy.newDefaults || isMutable(context, image), refusal)
  await findMember(service, context, image, member)
  authorizeMember(service, context, 'delete_member', image)
  if (!(await service.db.members.delete(imageId, member))) throw unknownMember(imageId, member)
}

function findImage(service: ImageService, context: RequestContext, id: string): Promise<ImageRecord> {
  return findVisible(service, context, id, `Image ${id} not found.`)
}

async function findMember(
  service: ImageService,
  context: RequestContext,
  image: ImageRecord,
  member: string,
): Promise<MemberRecord> {
  authorizeMember(service, context, 'get_member', image)
  const found = mayKnow(context, image, member) ? await service.db.members.find(image.id, member) : undefined
  if (!found) throw unknownMember(image.id, member)
  return found
}

function mayKnow(context: RequestContext, image: ImageRecord, member: string): boolean {
  return isMutable(context, image) || member === context.projectId
}

/** Whoever may see the image may learn that the rest is forbidden. */
function authorizeMember(
  service: ImageService,
  context: RequestContext,
  rule: string,
  image: ImageRecord,
): void {
  authorize(service, context, 'get_image', image, `Image ${image.id} not found.`)
  if (!service.policy.allows(context, rule, imageTarget(context, image))) throw notAuthorized(rule)
}

async function refuseTooManyMembers({ config, db }: ImageService, imageId: string, more = 0): Promise<void> {
  const { image_member_quota } = config.read(quotaOptions)
  if (image_member_quota < 0) return
  const attempted = (await db.members.list(imageId)).length + more
  refuseTooManyOf('members', imageId, attempted, image_member_quota)
}

function isMemberStatus(status: unknown): status is MemberStatus {
  return status === 'pending' || status === 'accepted' || status === 'rejected'
}

function refuseUnless(allowed: boolean, text: string): void {
  if (!allowed) throw new Fault('Forbidden', text)
}

function unknownMember(imageId: string, member: string): Fault {
  return new Fault('NotFound', `${member} not found in the member list of the image ${imageId}.`)
}

import type { MemberRecord } from '../../db/records.ts'
import { Fault } from '../../errors.ts'
import { addMember, listMembers, removeMember, showMember, updateMember } from '../../images/index.ts'
import { sendNothing, sendValue } from '../answer.ts'
import { readJson } from '../body.ts'
import type { Exchange } from '../exchange.ts'
import { isoTime } from './image-view.ts'

type OfImage = Exchange<'image_id'>
type OfMember = Exchange<'image_id' | 'member_id'>

export async function list({ res, params, context, site }: OfImage): Promise<void> {
  const members = await listMembers(site.service, context, params.image_id)
  sendValue(res, { members: members.map(memberView), schema: '/v2/schemas/members' })
}

export async function add({ req, res, params, context, site }: OfImage): Promise<void> {
  const member = memberIn(await readJson(req))
  sendValue(res, memberView(await addMember(site.service, context, params.image_id, member)))
}

export async function show({ res, params, context, site }: OfMember): Promise<void> {
  sendValue(res, memberView(await showMember(site.service, context, params.image_id, params.member_id)))
}

export async function update({ req, res, params, context, site }: OfMember): Promise<void> {
  const status = statusIn(await readJson(req))
  const change = { member: params.member_id, status }
  sendValue(res, memberView(await updateMember(site.service, context, params.image_id, change)))
}

export async function remove({ res, params, context, site }: OfMember): Promise<void> {
  await removeMember(site.service, context, params.image_id, params.member_id)
  sendNothing(res)
}

function memberView(member: MemberRecord): unknown {
  return {
    member_id: member.member,
    image_id: member.image_id,
    status: member.status,
    created_at: isoTime(member.created_at),
    updated_at: isoTime(member.updated_at),
    schema: '/v2/schemas/member',
  }
}

function memberIn(body: object): string {
  if (Array.isArray(body)) {
    throw new Fault('Invalid', 'Expected a member in the form: {"member": "image_id"}')
  }
  if (!('member' in body)) throw new Fault('Invalid', 'Member to be added not specified')
  if (!body.member) throw new Fault('Invalid', "Member can't be empty")
  if (typeof body.member !== 'string') {
    throw new Fault('Invalid', 'Expected a member in the form: {"member": "image_id"}')
  }
  return body.member
}

/** Whether it is one that there is, is for later. */
function statusIn(body: object): unknown {
  if (Array.isArray(body)) throw new Fault('Invalid', 'Expected a status in the form: {"status": "status"}')
  if (!('status' in body)) throw new Fault('Invalid', 'Status not specified')
  return body.status
}

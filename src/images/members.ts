import type { MemberRecord, MemberStatus } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'

export async function addMember(
  _service: ImageService,
  _context: RequestContext,
  _imageId: string,
  _member: string,
): Promise<MemberRecord> {
  throw new Fault('NotImplemented', 'not written yet')
}

export async function listMembers(
  _service: ImageService,
  _context: RequestContext,
  _imageId: string,
): Promise<readonly MemberRecord[]> {
  throw new Fault('NotImplemented', 'not written yet')
}

export async function showMember(
  _service: ImageService,
  _context: RequestContext,
  _imageId: string,
  _member: string,
): Promise<MemberRecord> {
  throw new Fault('NotImplemented', 'not written yet')
}

export async function updateMember(
  _service: ImageService,
  _context: RequestContext,
  _imageId: string,
  _change: { readonly member: string; readonly status: MemberStatus },
): Promise<MemberRecord> {
  throw new Fault('NotImplemented', 'not written yet')
}

export async function removeMember(
  _service: ImageService,
  _context: RequestContext,
  _imageId: string,
  _member: string,
): Promise<void> {
  throw new Fault('NotImplemented', 'not written yet')
}

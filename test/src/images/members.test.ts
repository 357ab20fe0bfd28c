import { describe, expect, test } from 'vitest'
import {
  addMember,
  createImage,
  listMembers,
  patchImage,
  removeMember,
  showMember,
  updateMember,
} from '../../../src/images/index.ts'
import { admin, member, openService, owner, rawImage, stranger, type TestService } from './service.ts'

async function openShared(conf?: string): Promise<{ service: TestService; id: string }> {
  const service = await openService({ conf })
  const { id } = await createImage(service, owner, rawImage())
  return { service, id }
}

describe('sharing an image', () => {
  test('invites a project, which answers for itself', async () => {
    const { service, id } = await openShared()
    expect(await addMember(service, owner, id, 'p2')).toMatchObject({
      image_id: id,
      member: 'p2',
      status: 'pending',
    })
    expect(await updateMember(service, stranger, id, { member: 'p2', status: 'accepted' })).toMatchObject({
      status: 'accepted',
    })
    expect(await showMember(service, owner, id, 'p2')).toMatchObject({ status: 'accepted' })
    await expect(
      updateMember(service, owner, id, { member: 'p2', status: 'rejected' }),
    ).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'You are not authorized to complete modify_member action.',
    })
  })

  test('shows everybody to the owner, and the invited only themselves', async () => {
    const { service, id } = await openShared()
    await addMember(service, owner, id, 'p2')
    await addMember(service, owner, id, 'p3')
    const seenBy = async (context: typeof owner) =>
      (await listMembers(service, context, id)).map(({ member }) => member)
    expect(await seenBy(owner)).toEqual(['p2', 'p3'])
    expect(await seenBy(admin)).toEqual(['p2', 'p3'])
    expect(await seenBy(stranger)).toEqual(['p2'])
    await expect(showMember(service, stranger, id, 'p3')).rejects.toMatchObject({
      kind: 'NotFound',
      message: `p3 not found in the member list of the image ${id}.`,
    })
  })

  test('ends when the owner says so, and can begin again', async () => {
    const { service, id } = await openShared()
    const { created_at } = await addMember(service, owner, id, 'p2')
    await expect(removeMember(service, stranger, id, 'p2')).rejects.toMatchObject({ kind: 'Forbidden' })
    await removeMember(service, owner, id, 'p2')
    await expect(removeMember(service, owner, id, 'p2')).rejects.toMatchObject({ kind: 'NotFound' })
    await expect(listMembers(service, stranger, id)).rejects.toMatchObject({
      kind: 'NotFound',
      message: `Image ${id} not found.`,
    })
    expect(await addMember(service, owner, id, 'p2')).toMatchObject({ created_at, status: 'pending' })
  })

  test('refuses to invite twice, beyond the quota, or by somebody else', async () => {
    const { service, id } = await openShared('image_member_quota = 1')
    await addMember(service, owner, id, 'p2')
    await expect(addMember(service, stranger, id, 'p3')).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'You are not authorized to complete add_member action.',
    })
    await expect(addMember(service, owner, id, 'p3')).rejects.toMatchObject({
      kind: 'TooLarge',
      message: `Image member limit exceeded for image ${id}: The limit has been exceeded on the number of allowed image members for this image. Attempted: 2, Maximum: 1:`,
    })
    const roomy = await openShared()
    await addMember(roomy.service, owner, roomy.id, 'p2')
    await expect(addMember(roomy.service, owner, roomy.id, 'p2')).rejects.toMatchObject({
      kind: 'Conflict',
      message: `Member p2 is duplicated for image ${roomy.id}`,
    })
    await expect(addMember(roomy.service, member('p9'), roomy.id, 'p3')).rejects.toMatchObject({
      kind: 'NotFound',
    })
  })

  test('counts those who are invited at once', async () => {
    const { service, id } = await openShared('image_member_quota = 2')
    const invited = await Promise.allSettled(
      ['p2', 'p3', 'p4', 'p5'].map(name => addMember(service, owner, id, name)),
    )
    expect(invited.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(await listMembers(service, owner, id)).toHaveLength(2)
    await expect(addMember(service, owner, id, 'p9')).rejects.toMatchObject({ kind: 'TooLarge' })
  })

  test('tells of the limit first where one who is invited already is invited beyond it', async () => {
    const { service, id } = await openShared('image_member_quota = 1')
    await addMember(service, owner, id, 'p2')
    await expect(addMember(service, owner, id, 'p2')).rejects.toMatchObject({
      kind: 'TooLarge',
      message: expect.stringContaining('Attempted: 2, Maximum: 1'),
    })
  })

  test('is only for shared images', async () => {
    const { service, id } = await openShared()
    await patchImage(service, owner, id, [
      { op: 'replace', path: ['visibility'], value: 'private', strict: false },
    ])
    await expect(addMember(service, owner, id, 'p2')).rejects.toThrow(
      `Not allowed to create members for image ${id}.`,
    )
    await expect(listMembers(service, owner, id)).rejects.toThrow(
      `Not allowed to list members for image ${id}: Only shared images have members.`,
    )
    await expect(showMember(service, owner, id, 'p2')).rejects.toMatchObject({
      kind: 'NotFound',
      message: 'Only shared images have members.',
    })
    await expect(updateMember(service, owner, id, { member: 'p2', status: 'accepted' })).rejects.toThrow(
      'Not allowed to update members',
    )
    await expect(removeMember(service, owner, id, 'p2')).rejects.toThrow('Not allowed to delete members')
  })
})

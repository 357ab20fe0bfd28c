import { expect, test } from 'vitest'
import { addTag, createImage, removeTag, showImage } from '../../../src/images/index.ts'
import { openService, owner, rawImage, stranger } from './service.ts'

test('a tag is added once and removed once', async () => {
  const service = await openService()
  const { id } = await createImage(service, owner, rawImage())
  await addTag(service, owner, id, 'green')
  await addTag(service, owner, id, 'green')
  expect((await showImage(service, owner, id)).tags).toEqual(['green'])
  await removeTag(service, owner, id, 'green')
  expect((await showImage(service, owner, id)).tags).toEqual([])
  await expect(removeTag(service, owner, id, 'green')).rejects.toMatchObject({ kind: 'NoRoute' })
})

test('tags count as a change of the image', async () => {
  const service = await openService()
  const { id, updated_at: before } = await createImage(service, owner, rawImage())
  await addTag(service, owner, id, 'green')
  const { updated_at: after } = await showImage(service, owner, id)
  expect(after > before).toBe(true)
})

test('of tags that are added at once no more are kept than allowed', async () => {
  const service = await openService({ conf: 'image_tag_quota = 2' })
  const { id } = await createImage(service, owner, rawImage())
  const added = await Promise.allSettled(['a', 'b', 'c', 'd'].map(tag => addTag(service, owner, id, tag)))
  expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  expect((await showImage(service, owner, id)).tags).toHaveLength(2)
})

test('tags are limited, and for the owner to set', async () => {
  const service = await openService({ conf: 'image_tag_quota = 1' })
  const { id } = await createImage(service, owner, rawImage({ tags: ['one'] }))
  await expect(addTag(service, owner, id, 'two')).rejects.toMatchObject({
    kind: 'TooLarge',
    message: `Image tag limit exceeded for image ${id}: The limit has been exceeded on the number of allowed image tags. Attempted: 2, Maximum: 1:`,
  })
  await addTag(service, owner, id, 'one')
  await expect(addTag(service, stranger, id, 'two')).rejects.toMatchObject({
    kind: 'NotFound',
    message: `Image ${id} not found.`,
  })
  await expect(addTag(service, owner, id, '💾')).rejects.toMatchObject({ kind: 'Invalid' })
  await expect(addTag(service, stranger, id, '💾')).rejects.toMatchObject({ kind: 'NotFound' })
})

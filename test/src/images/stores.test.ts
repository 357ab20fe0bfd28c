import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  createImage,
  deleteFromStore,
  downloadImage,
  showImage,
  uploadImage,
  visibleDetails,
} from '../../../src/images/index.ts'
import {
  admin,
  bytesOf,
  member,
  openService,
  owner,
  rawImage,
  signal,
  type TestService,
  textOf,
} from './service.ts'

const whole = { range: () => undefined, signal }

/** Two stores, `slow` and the heavier `fast`. */
async function openTwoStores(more = ''): Promise<TestService> {
  return openService({
    conf: folder => `enabled_backends = slow:file,fast:file
${more}
[glance_store]
default_backend = slow
[slow]
filesystem_store_datadir = ${folder}/slow
[fast]
filesystem_store_datadir = ${folder}/fast
weight = 10
`,
  })
}

async function openWithCopies(more = '') {
  const service = await openTwoStores(more)
  const { id } = await createImage(service, owner, rawImage())
  await uploadImage(service, owner, id, bytesOf('the same'), { signal })
  const { locations } = await showImage(service, owner, id)
  const receipt = await service.stores
    .find('fast')
    ?.add(id, bytesOf('the same'), { signal, hashingAlgorithm: 'sha256' })
  const copy = { url: receipt?.location ?? '', metadata: { store: 'fast' }, status: 'active' }
  await service.db.images.update(id, { locations: [...locations, copy] })
  return { service, id }
}

describe('with several stores', () => {
  test('an upload goes to the default, or to the one that is named', async () => {
    const service = await openTwoStores()
    const [one, two] = [
      await createImage(service, owner, rawImage()),
      await createImage(service, owner, rawImage()),
    ]
    await uploadImage(service, owner, one.id, bytesOf('1'), { signal })
    await uploadImage(service, owner, two.id, bytesOf('2'), { signal, store: 'fast' })
    const storesOf = async (id: string) =>
      visibleDetails(service, owner, await showImage(service, owner, id)).stores
    expect([await storesOf(one.id), await storesOf(two.id)]).toEqual(['slow', 'fast'])
    await expect(
      uploadImage(service, owner, one.id, bytesOf('1'), { signal, store: 'none' }),
    ).rejects.toMatchObject({
      kind: 'Invalid',
      message: 'Store for identifier none not found',
    })
  })

  test('a download comes from the heaviest, or from the preferred, or from whichever still has the data', async () => {
    const { service, id } = await openWithCopies()
    await rm(path.join(service.folder, 'slow', id))
    expect(
      await textOf((await downloadImage(service, owner, id, { ...whole, prefer: ['slow'] })).bytes),
    ).toBe('the same')
    await rm(path.join(service.folder, 'fast', id))
    expect((await downloadImage(service, owner, id, whole)).bytes).toBeUndefined()
    await expect(downloadImage(service, owner, id, { ...whole, prefer: ['none'] })).rejects.toMatchObject({
      kind: 'Invalid',
      message: "Store 'none' is not configured.",
    })
  })

  test('locations are shown, heaviest first, to all who may see the image, as Nova needs it of public ones', async () => {
    const { service, id } = await openWithCopies(
      'show_image_direct_url = True\nshow_multiple_locations = True',
    )
    const image = await showImage(service, owner, id)
    const urls = [`file://${service.folder}/fast/${id}`, `file://${service.folder}/slow/${id}`]
    const shown = visibleDetails(service, owner, image)
    expect(shown).toMatchObject({ direct_url: urls[0], stores: 'fast,slow' })
    expect(shown.locations?.map(({ url }) => url)).toEqual(urls)
    const other = visibleDetails(service, member('p2'), image)
    expect(other).toEqual(shown)
    const deactivated = visibleDetails(service, owner, { ...image, status: 'deactivated' })
    expect([deactivated.direct_url, deactivated.locations, deactivated.stores]).toEqual([
      undefined,
      [],
      undefined,
    ])
  })

  test('a location from the times of one store, or of a store since renamed, finds its store again', async () => {
    const service = await openTwoStores()
    const { id } = await createImage(service, owner, rawImage())
    await uploadImage(service, owner, id, bytesOf('1'), { signal, store: 'fast' })
    for (const metadata of [{}, { store: 'renamed' }]) {
      const { locations } = await showImage(service, owner, id)
      await service.db.images.update(id, {
        locations: locations.map(location => ({ ...location, metadata })),
      })
      expect((await showImage(service, owner, id)).locations).toMatchObject([{ metadata: { store: 'fast' } }])
      expect((await service.db.images.find(id))?.locations).toMatchObject([{ metadata: { store: 'fast' } }])
    }
  })

  test('a copy can be removed from one store, but not the last', async () => {
    const { service, id } = await openWithCopies()
    const remove = (storeId: string, context = admin) => deleteFromStore(service, context, { storeId, id })
    await expect(remove('none')).rejects.toMatchObject({
      kind: 'Conflict',
      message: 'The selected store none is not available on this node.',
    })
    await expect(remove('fast', owner)).rejects.toMatchObject({ kind: 'Forbidden' })
    await remove('fast')
    expect(visibleDetails(service, owner, await showImage(service, owner, id)).stores).toBe('slow')
    expect(await readdir(path.join(service.folder, 'fast'))).toEqual([])
    await expect(remove('slow')).rejects.toMatchObject({
      kind: 'Forbidden',
      message:
        'Cannot delete image data from the only store containing it. Consider deleting the image instead.',
    })
  })

  test('of two copies that are removed at once, one stays, with its data', async () => {
    const { service, id } = await openWithCopies()
    const remove = (storeId: string) => deleteFromStore(service, admin, { storeId, id })
    const outcomes = await Promise.allSettled([remove('fast'), remove('slow')])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await textOf((await downloadImage(service, owner, id, whole)).bytes)).toBe('the same')
    expect((await showImage(service, owner, id)).locations).toHaveLength(1)
  })

  test('a copy that its store does not let go of stays', async () => {
    const { service, id } = await openWithCopies()
    const file = path.join(service.folder, 'fast', id)
    await rm(file)
    await mkdir(file)
    await expect(deleteFromStore(service, admin, { storeId: 'fast', id })).rejects.toMatchObject({
      kind: 'Forbidden',
      message: `You cannot delete file ${file}`,
    })
    expect(visibleDetails(service, owner, await showImage(service, owner, id)).stores).toBe('fast,slow')
  })
})

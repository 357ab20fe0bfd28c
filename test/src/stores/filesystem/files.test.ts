import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isFileBytes, type Location, type StoreDriver } from '../../../../src/stores/driver.ts'
import { createFilesystemDriver } from '../../../../src/stores/filesystem/driver.ts'
import { writeFault } from '../../../../src/stores/filesystem/faults.ts'
import type { FilesystemSettings } from '../../../../src/stores/filesystem/settings.ts'
import { readAll } from '../../../contracts/store/subject.ts'
import { killDuringUpload, settingsOf, silent } from './under-test.ts'

const { signal } = new AbortController()

let folder: string
let datadir: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glasspaste-files-'))
  datadir = join(folder, 'images')
})

afterEach(() => rm(folder, { recursive: true }))

async function openDriver(settings: Partial<FilesystemSettings> = {}): Promise<StoreDriver> {
  const driver = createFilesystemDriver(
    settingsOf({ filesystem_store_datadir: datadir, ...settings }),
    silent,
  )
  await driver.open({ signal })
  return driver
}

async function add(driver: StoreDriver, id: string, ...chunks: readonly Uint8Array[]) {
  const written = await driver.add?.(id, from(chunks), { signal })
  if (!written) throw new Error('the driver cannot add')
  return written
}

async function* from(chunks: readonly Uint8Array[]) {
  yield* chunks
}

const text = async (driver: StoreDriver, location: string) =>
  String(await readAll(await driver.read(location as Location, { start: 0 }, { signal })))

describe('image files', () => {
  test('are named by their id, in the data folder, with a URI that shows the path', async () => {
    const written = await add(await openDriver(), 'image', Buffer.from('text'))
    expect(written).toMatchObject({ location: `file://${datadir}/image`, size: 4 })
    expect(await readFile(join(datadir, 'image'), 'utf8')).toBe('text')
  })

  test('have the permissions that the settings give', async () => {
    const driver = await openDriver({ filesystem_store_file_perm: 640 })
    await add(driver, 'image', Buffer.from('text'))
    expect((await stat(join(datadir, 'image'))).mode & 0o777).toBe(0o640)
  })

  test('can be sent by their descriptor', async () => {
    const driver = await openDriver()
    const { location } = await add(driver, 'image', Buffer.from('text'))
    const bytes = await driver.read(location, { start: 1, end: 3 }, { signal })
    if (!isFileBytes(bytes)) throw new Error('no file')
    expect(bytes.file).toMatchObject({ start: 1, end: 3 })
    await bytes.release()
    await bytes.release()
  })

  test('hold no blocks where thin provisioning finds zeros', async () => {
    const driver = await openDriver({ filesystem_thin_provisioning: true })
    const zeros = Buffer.alloc(8 * 1024 * 1024)
    const data = [Buffer.from('begin'), zeros, Buffer.from('middle'), zeros]
    await add(driver, 'image', ...data)
    const { size, blocks } = await stat(join(datadir, 'image'))
    expect(size).toBe(16 * 1024 * 1024 + 11)
    expect(blocks * 512).toBeLessThan(1024 * 1024)
    expect((await readFile(join(datadir, 'image'))).equals(Buffer.concat(data))).toBe(true)
  })

  test('of several folders are one image: an id is taken wherever it is', async () => {
    const several = [`${folder}/one:1`, `${folder}/two:2`]
    const driver = await openDriver({
      filesystem_store_datadir: undefined,
      filesystem_store_datadirs: several,
    })
    await writeFile(join(folder, 'one', 'image'), 'old')
    await expect(add(driver, 'image', Buffer.from('new'))).rejects.toMatchObject({
      fault: 'Duplicate',
      message: `Image ${folder}/one/image already exists`,
    })
    expect((await add(driver, 'other', Buffer.from('new'))).location).toBe(`file://${folder}/two/other`)
  })

  test('cannot be deleted when they are something else', async () => {
    const driver = await openDriver()
    await mkdir(join(datadir, 'image'))
    await expect(driver.delete?.(`file://${datadir}/image` as Location, { signal })).rejects.toMatchObject({
      fault: 'Forbidden',
      message: `You cannot delete file ${datadir}/image`,
    })
  })

  test.each([
    ['ENOSPC', 'Full', 'There is not enough disk space on the image storage media.'],
    ['EFBIG', 'Full', 'There is not enough disk space on the image storage media.'],
    ['EACCES', 'Denied', 'Permission to write image storage media denied.'],
  ])('that fail with %s are %s', (code, fault, message) => {
    expect(writeFault(Object.assign(new Error('write'), { code }))).toMatchObject({ fault, message })
  })

  test('is not there when its folder cannot be synced, so that the upload can be tried again', async () => {
    const driver = await openDriver()
    const upload = () => add(driver, 'image', Buffer.from('abc'))
    await asAnybody(async () => {
      await chmod(datadir, 0o300)
      await expect(upload()).rejects.toMatchObject({ fault: 'Denied' })
      await chmod(datadir, 0o700)
    })
    expect(await readdir(datadir)).toEqual([])
    expect(await upload()).toMatchObject({ size: 3 })
  })
})

/** Root may do everything: as somebody else, who owns the folders, where that is who runs this. */
async function asAnybody(work: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return work()
  const nobody = 65534
  for (const path of [folder, datadir]) await chown(path, nobody, nobody)
  process.seteuid?.(nobody)
  try {
    await work()
  } finally {
    process.seteuid?.(0)
  }
}

describe('locations', () => {
  test('may have the older scheme, and a folder that a link leads to', async () => {
    const driver = await openDriver()
    await add(driver, 'image', Buffer.from('text'))
    await symlink(datadir, join(folder, 'formerly'))
    expect(await text(driver, `filesystem://${datadir}/image`)).toBe('text')
    expect(await text(driver, `file://${folder}/formerly/image`)).toBe('text')
  })

  test('stay good when the data folder moves and a link is left', async () => {
    const before = await openDriver()
    const { location } = await add(before, 'image', Buffer.from('text'))
    await rename(datadir, join(folder, 'moved'))
    await symlink('moved', datadir)
    expect(await text(await openDriver(), location)).toBe('text')
    expect(await text(await openDriver({ filesystem_store_datadir: join(folder, 'moved') }), location)).toBe(
      'text',
    )
  })

  test.each(['../secret', 'link', 'linked/secret', '.upload~x~y~1~2~3', '', '../images'])(
    'that end in %j are refused',
    async end => {
      const driver = await openDriver()
      await writeFile(join(folder, 'secret'), 'secret')
      await symlink('../secret', join(datadir, 'link'))
      await symlink('..', join(datadir, 'linked'))
      const location = `file://${datadir}/${end}` as Location
      await expect(driver.read(location, { start: 0 }, { signal })).rejects.toMatchObject({
        fault: 'BadLocation',
      })
    },
  )

  test.each([
    ['file://', 'No path specified in URI'],
    ['file:/images/x', 'Location URI must start with one of the following schemas: file://, filesystem://'],
  ])('like %s are malformed', async (location, message) => {
    const driver = await openDriver()
    await expect(driver.size(location as Location, { signal })).rejects.toMatchObject({
      fault: 'BadLocation',
      message,
    })
  })
})

describe('what interrupted uploads left', () => {
  const reclaimed = async (driver: StoreDriver, olderThan = new Date(0)) => {
    const ids: string[] = []
    for await (const id of driver.reclaim?.(olderThan, { signal }) ?? []) ids.push(id)
    return ids
  }

  test('is hidden, and goes as soon as its process is dead', async () => {
    const driver = await openDriver()
    await killDuringUpload(datadir)
    expect((await readdir(datadir)).every(name => name.startsWith('.upload~interrupted~'))).toBe(true)
    expect(await reclaimed(driver)).toEqual(['interrupted'])
    expect(await readdir(datadir)).toEqual([])
  })

  test('goes even when another process has got the same number', async () => {
    const driver = await openDriver()
    const { hostname } = await import('node:os')
    await writeFile(join(datadir, `.upload~image~${hostname()}~${process.pid}~1~abcd`), '')
    expect(await reclaimed(driver)).toEqual(['image'])
  })

  test('of another host goes by its age', async () => {
    const driver = await openDriver()
    const path = join(datadir, '.upload~image~elsewhere~1~1~abcd')
    await writeFile(path, '')
    await utimes(path, new Date('2020-01-01'), new Date('2020-01-01'))
    expect(await reclaimed(driver, new Date('2019-12-31'))).toEqual([])
    expect(await reclaimed(driver, new Date('2020-01-02'))).toEqual(['image'])
  })

  test('is told from what others put into the folder', async () => {
    const driver = await openDriver()
    for (const name of ['.nfs0001', '.upload', '.upload~x', 'image']) await writeFile(join(datadir, name), '')
    expect(await reclaimed(driver, new Date())).toEqual([])
    expect(await readdir(datadir)).toHaveLength(4)
  })
})

describe('the metadata file', () => {
  async function openWith(json: string) {
    const file = join(folder, 'metadata.json')
    await writeFile(file, json)
    return openDriver({ filesystem_store_metadata_file: file })
  }

  test('tells the mount point of an image, the longest that fits', async () => {
    const mountpoints = [
      { id: 'far', mountpoint: '/mnt' },
      { id: 'near', mountpoint: folder },
      { id: 'beside', mountpoint: `${datadir}-2` },
      { id: 'nearest', mountpoint: `${datadir}/` },
    ]
    const written = await add(await openWith(JSON.stringify(mountpoints)), 'image', Buffer.from('text'))
    expect(written.metadata).toEqual({ id: 'nearest', mountpoint: `${datadir}/` })
  })

  test('may hold one mount point without a list', async () => {
    const written = await add(
      await openWith(`{"id": "a", "mountpoint": "${folder}"}`),
      'image',
      Buffer.from('text'),
    )
    expect(written.metadata).toEqual({ id: 'a', mountpoint: folder })
  })

  test.each(['{', '{"id": "a"}', '[{"id": 1, "mountpoint": "/"}]', '"text"'])(
    'is refused with %s',
    async json => {
      await expect(openWith(json)).rejects.toThrow('is not valid and it can not be used')
    },
  )

  test('is refused when it cannot be read', async () => {
    const opening = openDriver({ filesystem_store_metadata_file: join(folder, 'missing') })
    await expect(opening).rejects.toThrow(
      `The path for the metadata file ${folder}/missing could not be accessed`,
    )
  })
})

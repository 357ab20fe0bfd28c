import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Inspection } from '../../../src/inspect/inspection.ts'
import { checkCases } from '../../support/random-cases.ts'
import * as images from './images.ts'

/** Format -> virtual size and failed checks. */
function inspect(
  image: Buffer,
  chunkSize = image.length || 1,
): Record<string, readonly [number, ...string[]]> {
  const inspection = new Inspection()
  for (let start = 0; start < image.length; start += chunkSize)
    inspection.see(image.subarray(start, start + chunkSize))
  const found = [...inspection.end()].map(([format, { virtualSize, failures, incomplete }]) => [
    format,
    [virtualSize(image.length), ...failures, ...(incomplete ? ['incomplete'] : [])],
  ])
  return Object.fromEntries(found)
}

const sound = {
  qcow2: [images.qcow2(), 1024 ** 3],
  vhd: [images.vhd(), 5 * 1024 ** 2],
  vhdx: [images.vhdx(), 64 * 1024 ** 2],
  vdi: [images.vdi(), 7 * 1024 ** 2],
  iso: [images.iso(), 300 * 2048],
  gpt: [images.gpt(), 2048],
  luks: [images.luks(), 8192 - 4096],
  vmdk: [images.vmdk(), 4096 * 512],
} as const

describe.each(Object.entries(sound))('an image in %s', (format, [image, virtualSize]) => {
  test('is recognised, with the size of the disk inside', () => {
    expect(inspect(image)).toEqual({ [format]: [virtualSize] })
  })

  test('is recognised however it is cut into chunks', () =>
    checkCases(
      fc.property(fc.integer({ min: 1, max: 70_000 }), size => {
        expect(inspect(image, size)).toEqual({ [format]: [virtualSize] })
      }),
      20,
    ))

  test('is never more than that when it is cut short', () =>
    checkCases(
      fc.property(fc.integer({ min: 0, max: image.length - 1 }), length => {
        const found = inspect(image.subarray(0, length), 4096)
        expect(Object.keys(found).filter(other => other !== format)).toEqual([])
      }),
      20,
    ))
})

test('data that is none of them, is none of them', () => {
  expect(inspect(Buffer.alloc(100_000, 'x'), 1000)).toEqual({})
  expect(inspect(Buffer.alloc(0))).toEqual({})
})

test('a description of a megabyte that comes byte by byte is looked at before anybody loses patience', () => {
  expect(inspect(Buffer.alloc(2 ** 20, 'x'), 1)).toEqual({})
})

test('no data makes inspection fail', async () => {
  const magic = fc.constantFrom(...Object.values(sound).map(([image]) => image.subarray(0, 64)))
  await checkCases(
    fc.property(
      magic,
      fc.uint8Array({ maxLength: 3000 }),
      fc.integer({ min: 1, max: 999 }),
      (start, rest, size) => {
        inspect(Buffer.concat([start, rest]), size)
      },
    ),
    100,
  )
})

function spoilt(
  image: Buffer,
  spoil: (image: Buffer) => void,
): Record<string, readonly [number, ...string[]]> {
  spoil(image)
  return inspect(image, 1000)
}

describe('the safety checks', () => {
  test('refuse a qcow2 that leads to other files, or has features nobody knows', () => {
    expect(spoilt(images.qcow2(), image => image.writeBigUInt64BE(512n, 8)).qcow2).toContain('backing_file')
    expect(spoilt(images.qcow2(), image => image.writeBigUInt64BE(4n, 72)).qcow2).toContain('data_file')
    expect(spoilt(images.qcow2(), image => image.writeBigUInt64BE(16n, 72)).qcow2).toContain(
      'unknown_features',
    )
    expect(spoilt(images.qcow2(), image => image.writeUInt32BE(1, 4)).qcow2).toContain('unknown_features')
    expect(spoilt(images.qcow2(), image => image.writeBigUInt64BE(0b1011n, 72)).qcow2).toEqual([1024 ** 3])
  })

  test('refuse a size beyond all measure', () => {
    expect(inspect(images.qcow2(2n ** 64n - 1n)).qcow2).toContain('virtual_size')
  })

  test('refuse every qed', () => {
    const image = Buffer.alloc(512)
    image.write('QED\0')
    expect(inspect(image).qed).toContain('banned')
  })

  test.each([
    ['of another type', images.vmdkDescriptor.replace('monolithicSparse', 'monolithicFlat')],
    ['with a line nobody knows', `${images.vmdkDescriptor}include everything\n`],
    ['whose extent leads elsewhere', images.vmdkDescriptor.replace('disk.vmdk', '/etc/passwd')],
    ['without extents', images.vmdkDescriptor.replace(/^RW.*$/m, '')],
    ['without a type', images.vmdkDescriptor.replace(/^createType.*$/m, '')],
  ])('refuse a vmdk %s', (_what, descriptor) => {
    expect(inspect(images.vmdk(descriptor)).vmdk).toContain('descriptor')
  })

  test('refuse a vmdk descriptor without an image', () => {
    expect(inspect(Buffer.from(images.vmdkDescriptor), 50).vmdk).toContain('descriptor')
    expect(
      inspect(Buffer.from('text without any type, and yet longer than the shortest header there can be')),
    ).toEqual({})
  })

  test('refuse a vmdk whose footer disagrees with its header', () => {
    expect(inspect(images.vmdkWithFooter(), 700).vmdk).toEqual([4096 * 512])
    expect(
      inspect(
        images.vmdkWithFooter(footer => footer.writeUInt32LE(2, 516)),
        700,
      ).vmdk,
    ).toContain('footer')
    expect(
      inspect(
        images.vmdkWithFooter(footer => footer.writeUInt32LE(1, 12)),
        700,
      ).vmdk,
    ).toContain('footer')
    expect(
      inspect(
        images.vmdkWithFooter(footer => footer.writeUInt32LE(1, 1024)),
        700,
      ).vmdk,
    ).toContain('footer')
  })

  test('refuse partition tables that do not protect what they say', () => {
    expect(spoilt(images.gpt(), image => image.writeUInt8(0x12, 446)).gpt).toContain('mbr')
    expect(spoilt(images.gpt(), image => image.writeUInt8(1, 447)).gpt).toContain('mbr')
    expect(spoilt(images.gpt(), image => image.writeUInt32LE(2, 454)).gpt).toContain('mbr')
    expect(spoilt(images.gpt(), image => image.writeUInt8(0x83, 466)).gpt).toContain('mbr')
    expect(spoilt(images.gpt(), image => image.writeUInt8(0, 450)).gpt).toContain('mbr')
  })

  test('take a FAT boot sector for no partition table', () => {
    const fat = spoilt(images.gpt(), image => {
      image[0x10] = 2
      image[0x15] = 0xf8
    })
    expect(fat).toEqual({})
  })

  test('refuse LUKS of another version', () => {
    expect(spoilt(images.luks(), image => image.writeUInt16BE(2, 6)).luks).toContain('version')
  })
})

/** The smallest images that their formats' inspectors take for sound, each ready to be spoilt. */

export function qcow2(size = 1024n ** 3n): Buffer {
  const image = Buffer.alloc(1024)
  image.write('QFI\xfb', 0, 'latin1')
  image.writeUInt32BE(3, 4)
  image.writeBigUInt64BE(size, 24)
  return image
}

export function vhd(size = 5n * 1024n ** 2n): Buffer {
  const image = Buffer.alloc(1024)
  image.write('conectix')
  image.writeBigUInt64BE(size, 40)
  return image
}

export function vdi(size = 7n * 1024n ** 2n): Buffer {
  const image = Buffer.alloc(1024)
  image.writeUInt32LE(0xbeda107f, 0x40)
  image.writeBigUInt64LE(size, 0x170)
  return image
}

export function iso(blocks = 300): Buffer {
  const image = Buffer.alloc(40 * 1024)
  image[32768] = 1
  image.write('CD001', 32769)
  image.writeUInt32LE(blocks, 32768 + 80)
  image.writeUInt16LE(2048, 32768 + 128)
  return image
}

export function gpt(): Buffer {
  const image = Buffer.alloc(2048)
  image.set([0, 0, 2, 0, 0xee, 0xff, 0xff, 0xff], 446)
  image.writeUInt32LE(1, 454)
  image.writeUInt16LE(0xaa55, 510)
  return image
}

export function luks(): Buffer {
  const image = Buffer.alloc(8192)
  image.write('LUKS\xba\xbe', 0, 'latin1')
  image.writeUInt16BE(1, 6)
  image.writeUInt32BE(8, 104)
  return image
}

export const vmdkDescriptor = `# Disk DescriptorFile
version=1
CID=fffffffe
createType="monolithicSparse"
# Extent description
RW 4096 SPARSE "disk.vmdk"
# The Disk Data Base
ddb.virtualHWVersion = "4"
`

export function vmdk(descriptor = vmdkDescriptor): Buffer {
  const image = Buffer.alloc(4096)
  image.write('KDMV')
  image.writeUInt32LE(1, 4)
  image.writeBigUInt64LE(4096n, 12)
  image.writeBigUInt64LE(1n, 28)
  image.writeBigUInt64LE(4n, 36)
  image.write(descriptor, 512)
  return image
}

/** A stream-optimised image, whose real header stands at the end. */
export function vmdkWithFooter(spoil: (footer: Buffer) => void = () => undefined): Buffer {
  const head = vmdk(vmdkDescriptor.replace('monolithicSparse', 'streamOptimized'))
  const footer = Buffer.alloc(3 * 512)
  footer.writeUInt32LE(3, 12)
  head.copy(footer, 512, 0, 512)
  head.writeBigUInt64LE(0xffff_ffff_ffff_ffffn, 56)
  spoil(footer)
  return Buffer.concat([head, footer])
}

export function vhdx(size = 64n * 1024n ** 2n): Buffer {
  const image = Buffer.alloc(1024 * 1024 + 128 * 1024)
  image.write('vhdxfile')
  image.write('regi', 192 * 1024)
  image.writeUInt32LE(1, 192 * 1024 + 8)
  image.write('06a27c8b90479a4bb8fe575f050f886e', 192 * 1024 + 16, 'hex')
  image.writeBigUInt64LE(1024n * 1024n, 192 * 1024 + 32)
  const metadata = 1024 * 1024
  image.write('metadata', metadata)
  image.writeUInt16LE(1, metadata + 10)
  image.write('2442a52f1bcd7648b2115dbed83bf4b8', metadata + 32, 'hex')
  image.writeUInt32LE(65536, metadata + 48)
  image.writeUInt32LE(8, metadata + 52)
  image.writeBigUInt64LE(size, metadata + 65536)
  return image
}

import { bytes, found, type Inspector, incomplete, last } from './inspector.ts'

const sector = 512
const headerLength = 64
/** As QEMU has it. */
const longestDescriptor = 2 ** 20 - 1
const descriptorStart = 0x200
/** In place of the grain directory's offset: a footer holds the real one. */
const directoryAtEnd = 0xffff_ffff_ffff_ffffn
const footerMarker = 3
const readableTypes = ['monolithicsparse', 'streamoptimized']
const accessWords = ['rw', 'rdonly', 'noaccess']

/** A sparse extent with its descriptor inside, or a descriptor alone, which leads elsewhere and is never
 * safe. */
export const vmdk: Inspector = function* () {
  const header = yield bytes(0, headerLength)
  const isSparse = header.toString('latin1', 0, 4) === 'KDMV'
  if (header.length < headerLength) return isSparse ? incomplete() : undefined
  if (!isSparse) {
    if (!isText(header)) return undefined
    const text = descriptorText(yield bytes(0, longestDescriptor))
    return createType(text) === undefined ? undefined : found(0, 'descriptor')
  }

  const { version, sectors, descriptorSector, descriptorSectors, directory } = readHeader(header)
  if (version < 1 || version > 3 || descriptorSector * sector !== descriptorStart)
    return found(0, 'descriptor')
  const length = Math.min(descriptorSectors * sector, longestDescriptor)
  const descriptor = yield bytes(descriptorStart, length)
  if (descriptor.length < length) return incomplete()
  const failures = isSafe(descriptorText(descriptor)) ? [] : ['descriptor']
  if (directory === directoryAtEnd) {
    const end = yield last(3 * sector)
    if (end.length < 3 * sector) return incomplete()
    if (!footerAgrees(header, end)) failures.push('footer')
  }
  return found(sectors * BigInt(sector), ...failures)
}

function readHeader(header: Buffer) {
  return {
    version: header.readUInt32LE(4),
    sectors: header.readBigUInt64LE(12),
    descriptorSector: Number(header.readBigUInt64LE(28)),
    descriptorSectors: Number(header.readBigUInt64LE(36)),
    directory: header.readBigUInt64LE(56),
  }
}

function isText(data: Buffer): boolean {
  return data.every(byte => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d))
}

/** Padded with NULs; upper and lower case mean the same. */
function descriptorText(data: Buffer): string {
  const end = data.indexOf(0)
  return data.toString('latin1', 0, end < 0 ? undefined : end).toLowerCase()
}

function createType(descriptor: string): string | undefined {
  return /createtype="([^"]*)"/.exec(descriptor)?.[1]
}

/** Every line must be understood, and no extent may lead out of the image. */
function isSafe(descriptor: string): boolean {
  if (!readableTypes.includes(createType(descriptor) ?? '')) return false
  const lines = descriptor
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#') && !line.startsWith('ddb') && !/^[^ =]*=/.test(line))
  return (
    lines.length > 0 &&
    lines.every(line => accessWords.includes(line.split(' ')[0] ?? '') && !line.includes('/'))
  )
}

/** The last three sectors: a marker, the header once more, and the end of the stream. */
function footerAgrees(header: Buffer, end: Buffer): boolean {
  const marker = end.subarray(0, sector)
  const footer = end.subarray(sector, 2 * sector)
  const endOfStream = end.subarray(2 * sector)
  const [one, other] = [readHeader(header), readHeader(footer)]
  return (
    footer.toString('latin1', 0, 4) === 'KDMV' &&
    one.version === other.version &&
    one.descriptorSector === other.descriptorSector &&
    one.descriptorSectors === other.descriptorSectors &&
    other.directory !== directoryAtEnd &&
    marker.readUInt32LE(8) === 0 &&
    marker.readUInt32LE(12) === footerMarker &&
    marker.subarray(16).every(byte => byte === 0) &&
    endOfStream.every(byte => byte === 0)
  )
}

import { bytes, type Finding, found, type Inspector, incomplete } from './inspector.ts'

export const vdi: Inspector = function* () {
  const header = yield bytes(0, 512)
  if (header.length < 512 || header.readUInt32LE(0x40) !== 0xbeda107f) return undefined
  return found(header.readBigUInt64LE(0x170))
}

/** ISO 9660 and UDF. */
export const iso: Inspector = function* () {
  const descriptor = yield bytes(32 * 1024, 2 * 1024)
  if (descriptor.length < 2 * 1024) return undefined
  if (!['CD001', 'NSR02', 'NSR03'].includes(descriptor.toString('latin1', 1, 6))) return undefined
  const isPrimary = descriptor[0] === 1
  return found(isPrimary ? descriptor.readUInt32LE(80) * descriptor.readUInt16LE(128) : 0)
}

export const luks: Inspector = function* () {
  const header = yield bytes(0, 592)
  if (header.toString('latin1', 0, 6) !== 'LUKS\xba\xbe') return undefined
  if (header.length < 592) return incomplete()
  const payload = header.readUInt32BE(104) * 512
  const failures = header.readUInt16BE(6) === 1 ? [] : ['version']
  return { virtualSize: imageSize => Math.max(0, imageSize - payload), failures }
}

/** A master boot record, which protects a GPT or stands for itself. */
export const gpt: Inspector = function* (): ReturnType<Inspector> {
  const sector = yield bytes(0, 512)
  if (sector.length < 512 || sector.readUInt16LE(510) !== 0xaa55 || isFatBootSector(sector)) return undefined
  return checkPartitions(sector)
}

/** FAT file systems end their boot sector with the same signature. */
function isFatBootSector(sector: Buffer): boolean {
  const fats = sector[0x10]
  const medium = sector[0x15]
  return fats === 2 && medium === 0xf8
}

function checkPartitions(sector: Buffer): Finding {
  const entries = [0, 1, 2, 3].map(index => sector.subarray(446 + 16 * index, 462 + 16 * index))
  const used = entries.filter(entry => entry[4] !== 0)
  const protective = entries.filter(entry => entry[4] === 0xee)
  const sound =
    entries.every(entry => entry[0] === 0 || entry[0] === 0x80) &&
    used.length > 0 &&
    protective.every(isSoundProtection) &&
    (protective.length === 0 || (used.length === 1 && used[0] === entries[0]))
  return { virtualSize: imageSize => imageSize, failures: sound ? [] : ['mbr'] }
}

/** From the second sector on, as the UEFI specification wants it. */
function isSoundProtection(entry: Buffer): boolean {
  return entry.toString('hex', 1, 4) === '000200' && entry.readUInt32LE(8) === 1
}

import { bytes, found, type Inspector, incomplete } from './inspector.ts'

/** Dynamic disks, which carry their footer at the beginning, too. */
export const vhd: Inspector = function* () {
  const footer = yield bytes(0, 512)
  if (footer.toString('latin1', 0, 8) !== 'conectix') return undefined
  return footer.length < 512 ? incomplete() : found(footer.readBigUInt64BE(40))
}

const regionTableStart = 192 * 1024
const regionTableLength = 64 * 1024
const entryLength = 32
const mostEntries = 2047
const metadataRegion = guid('8B7CA206-4790-4B9A-B8FE-575F050F886E')
const virtualDiskSize = guid('2FA54224-CD1B-4876-B211-5DBED83BF4B8')

/** [MS-VHDX]: a table of regions leads to the metadata, whose table leads to the size. */
export const vhdx: Inspector = function* () {
  const identity = yield bytes(0, 8)
  if (identity.toString('latin1') !== 'vhdxfile') return undefined

  const regions = yield bytes(regionTableStart, regionTableLength)
  if (regions.length < regionTableLength) return incomplete()
  if (regions.toString('latin1', 0, 4) !== 'regi') return found(0)
  const region = findEntry(regions, { first: 16, count: regions.readUInt32LE(8), id: metadataRegion })
  if (!region) return found(0)

  const start = Number(region.readBigUInt64LE(16))
  const head = yield bytes(start, entryLength)
  if (head.length < entryLength) return incomplete()
  if (head.toString('latin1', 0, 8) !== 'metadata') return found(0)
  const count = Math.min(head.readUInt16LE(10), mostEntries)
  const table = yield bytes(start, entryLength * (1 + count))
  const item = findEntry(table, { first: entryLength, count, id: virtualDiskSize })
  if (!item) return found(0)

  const size = yield bytes(start + item.readUInt32LE(16), 8)
  return size.length < 8 ? incomplete() : found(size.readBigUInt64LE())
}

function findEntry(
  table: Buffer,
  { first, count, id }: { readonly first: number; readonly count: number; readonly id: Buffer },
): Buffer | undefined {
  for (let index = 0; index < Math.min(count, mostEntries); index++) {
    const entry = table.subarray(first + index * entryLength, first + (index + 1) * entryLength)
    if (entry.length === entryLength && entry.subarray(0, 16).equals(id)) return entry
  }
  return undefined
}

/** Microsoft writes the first three groups of a GUID little-endian. */
function guid(text: string): Buffer {
  const [first = '', second = '', third = '', ...rest] = text.split('-')
  const swapped = [first, second, third].map(group => Buffer.from(group, 'hex').reverse())
  return Buffer.concat([...swapped, Buffer.from(rest.join(''), 'hex')])
}

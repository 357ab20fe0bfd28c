import { bytes, found, type Inspector } from './inspector.ts'

/** Incompatible features that may be set: dirty, corrupt, external data file (refused by its own check),
 * compression type. */
const knownFeatures = 0b1111n
const dataFileFeature = 0b100n

/** https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.txt */
export const qcow2: Inspector = function* () {
  const header = yield bytes(0, 512)
  if (header.length < 512 || header.toString('latin1', 0, 4) !== 'QFI\xfb') return undefined
  const version = header.readUInt32BE(4)
  // Version 2 has no feature bits: what stands there means something else.
  const features = version === 3 ? header.readBigUInt64BE(72) : 0n
  const failures: string[] = []
  if (header.readBigUInt64BE(8) !== 0n) failures.push('backing_file')
  if ((features & dataFileFeature) !== 0n) failures.push('data_file')
  if ((version !== 2 && version !== 3) || (features & ~knownFeatures) !== 0n)
    failures.push('unknown_features')
  return found(header.readBigUInt64BE(24), ...failures)
}

/** Nobody uses it, so nobody may upload it. */
export const qed: Inspector = function* () {
  const header = yield bytes(0, 512)
  if (header.length < 512 || header.toString('latin1', 0, 4) !== 'QED\0') return undefined
  return found(0, 'banned')
}

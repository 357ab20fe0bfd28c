import { createHash, randomBytes } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { type Hashing, openHashing } from '../../../src/stores/digests.ts'

let hashing: Hashing

afterEach(() => hashing.close())

const small = { slots: 3, slotBytes: 1024 }

test.each([0, 1, 1023, 1024, 1025, 2048, 100_000])('sums of %i bytes are right', async size => {
  hashing = openHashing(small)
  const data = randomBytes(size)
  expect(await sumsOf(data, ['md5', 'sha512'])).toEqual(rightSums(data, ['md5', 'sha512']))
})

test.each([1, 100, 1024, 5000])('sums do not depend on chunks, here of %i bytes', async chunkBytes => {
  hashing = openHashing(small)
  const data = randomBytes(20_000)
  expect(await sumsOf(data, ['md5', 'sha256'], chunkBytes)).toEqual(rightSums(data, ['md5', 'sha256']))
})

test('many streams share the threads and a few slots, and each gets its own sums', async () => {
  hashing = openHashing({ ...small, threads: 2 })
  const streams = Array.from({ length: 20 }, () => randomBytes(10_000))
  const sums = await Promise.all(streams.map(data => sumsOf(data, ['md5', 'sha512'])))
  expect(sums).toEqual(streams.map(data => rightSums(data, ['md5', 'sha512'])))
})

test('chunks may be tiny and many', async () => {
  hashing = openHashing({ slots: 2, slotBytes: 100_000 })
  const data = randomBytes(250_000)
  expect(await sumsOf(data, ['md5'], 1)).toEqual(rightSums(data, ['md5']))
})

test('a chunk larger than all slots together passes', async () => {
  hashing = openHashing(small)
  const data = randomBytes(50_000)
  expect(await sumsOf(data, ['sha1'], data.length)).toEqual(rightSums(data, ['sha1']))
})

test('whoever is faster than the threads is asked to wait', async () => {
  hashing = openHashing(small)
  const digests = hashing.startDigests(['sha512'])
  let waits = 0
  for (let n = 0; n < 100; n++) {
    const room = digests.update(randomBytes(1024))
    if (room) waits++
    await room
  }
  expect(waits).toBeGreaterThan(0)
  await digests.finish()
})

test('each chunk is told of once it may be overwritten, and only once', async () => {
  hashing = openHashing(small)
  const data = randomBytes(20_000)
  const chunks = [700, 5000, 1, 1024, 13_275].map((length, n, all) => {
    const start = all.slice(0, n).reduce((sum, bytes) => sum + bytes, 0)
    return Uint8Array.from(data.subarray(start, start + length))
  })
  const taken: Uint8Array[] = []
  const digests = hashing.startDigests(['md5', 'sha512'], chunk => taken.push(chunk.fill(0)))
  for (const chunk of chunks) await digests.update(chunk)
  expect(await digests.finish()).toEqual(rightSums(data, ['md5', 'sha512']))
  expect(taken).toEqual(chunks)
})

test('streams that give up leave all slots to the others', async () => {
  hashing = openHashing(small)
  for (let n = 0; n < 10; n++) {
    const digests = hashing.startDigests(['md5', 'sha512'])
    const waiting = digests.update(randomBytes(9_000))
    digests.abort()
    await waiting
    digests.abort()
  }
  const data = randomBytes(20_000)
  expect(await sumsOf(data, ['md5'])).toEqual(rightSums(data, ['md5']))
})

test('a thread that dies fails the sums it was computing, and the next ones get another', async () => {
  hashing = openHashing(small)
  const digests = hashing.startDigests(['md5', 'sha512'])
  await digests.update(randomBytes(2_000))
  const failing = expect(digests.finish()).rejects.toMatchObject({ fault: 'Unavailable' })
  await hashing.close()
  await failing
  const data = randomBytes(20_000)
  expect(await sumsOf(data, ['md5'])).toEqual(rightSums(data, ['md5']))
})

test('the same algorithm twice is one sum', async () => {
  hashing = openHashing(small)
  const data = randomBytes(5_000)
  expect(await sumsOf(data, ['md5', 'md5'])).toEqual(rightSums(data, ['md5']))
})

test.each([
  ['sha3_256', 'sha3-256'],
  ['blake2b', 'blake2b512'],
  ['blake2s', 'blake2s256'],
  ['sha512_256', 'sha512-256'],
])("%s, as Python's hashlib names it, is OpenSSL's %s", async (name, openssl) => {
  hashing = openHashing(small)
  const data = randomBytes(5_000)
  expect(await sumsOf(data, [name])).toEqual({ [name]: createHash(openssl).update(data).digest('hex') })
})

test('an unknown algorithm is refused by name', () => {
  hashing = openHashing()
  expect(() => hashing.startDigests(['md5', 'sha513'])).toThrow(
    'Unknown hashing algorithm identifier: sha513',
  )
})

test.each(['shake_128', 'SHAKE256'])('%s, whose sums may have any length, is refused', name => {
  hashing = openHashing()
  expect(() => hashing.startDigests([name])).toThrow(`Unknown hashing algorithm identifier: ${name}`)
})

async function sumsOf(data: Uint8Array, algorithms: readonly string[], chunkBytes = 700) {
  const digests = hashing.startDigests(algorithms)
  for (let start = 0; start < data.length; start += chunkBytes) {
    await digests.update(data.subarray(start, start + chunkBytes))
  }
  return digests.finish()
}

function rightSums(data: Uint8Array, algorithms: readonly string[]) {
  return Object.fromEntries(algorithms.map(name => [name, createHash(name).update(data).digest('hex')]))
}

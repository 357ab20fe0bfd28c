import { expect, test } from 'vitest'
import { isFileBytes, type Location } from '../../../../src/stores/driver.ts'
import { createMemoryDriver } from '../../../../src/stores/memory.ts'
import { limited } from '../../../../src/stores/wrappers/limited.ts'
import { readAll } from '../../../contracts/store/subject.ts'
import { storeContract } from '../../../contracts/store.ts'
import { filesystemUnderTest } from '../filesystem/under-test.ts'

const { signal } = new AbortController()
const location = 'memory:image' as Location

storeContract('a limited filesystem driver', async () => {
  const subject = await filesystemUnderTest()
  return { ...subject, driver: limited(subject.driver, 20) }
})

const memoryWithImage = () => createMemoryDriver(new Map([['image', Buffer.alloc(100_000)]]))

test('a read keeps its place until its bytes are taken', async () => {
  const driver = limited(memoryWithImage(), 1)
  const bytes = await driver.read(location, { start: 0 }, { signal })
  let sized = false
  const sizing = driver.size(location, { signal }).then(() => {
    sized = true
  })
  await new Promise(resolve => setImmediate(resolve))
  expect(sized).toBe(false)
  await readAll(bytes)
  await sizing
})

test('a read that is given up leaves its place', async () => {
  const driver = limited(memoryWithImage(), 1)
  for (let n = 0; n < 3; n++)
    for await (const _ of await driver.read(location, { start: 0 }, { signal })) break
  expect(await driver.size(location, { signal })).toBe(100_000)
})

test('a file that is released leaves its place once', async () => {
  const subject = await filesystemUnderTest()
  const driver = limited(subject.driver, 1)
  await driver.open({ signal })
  const written = await driver.add?.('image', one(), { signal })
  if (!written) throw new Error('the driver cannot add')
  const bytes = await driver.read(written.location, { start: 0 }, { signal })
  if (isFileBytes(bytes)) await Promise.all([bytes.release(), bytes.release()])
  const [first, second] = [driver, driver].map(one => one.read(written.location, { start: 0 }, { signal }))
  const order: string[] = []
  const reading = [
    first?.then(readAll).then(() => order.push('first')),
    second?.then(readAll).then(() => order.push('second')),
  ]
  await Promise.all(reading)
  expect(order).toEqual(['first', 'second'])
  await subject.close()
})

test('failures leave their places', async () => {
  const driver = limited(memoryWithImage(), 1)
  const missing = 'memory:other' as Location
  for (let n = 0; n < 3; n++) {
    await expect(driver.read(missing, { start: 0 }, { signal })).rejects.toThrow('not found')
    await expect(driver.delete?.(missing, { signal })).rejects.toThrow('not found')
  }
})

test('whoever waits for a place stops when its signal aborts', async () => {
  const driver = limited(memoryWithImage(), 1)
  const bytes = await driver.read(location, { start: 0 }, { signal })
  const controller = new AbortController()
  const waiting = driver.size(location, controller)
  controller.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await readAll(bytes)
  expect(await driver.size(location, { signal })).toBe(100_000)
})

async function* one() {
  yield Buffer.from('x')
}

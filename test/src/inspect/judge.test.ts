import { expect, test } from 'vitest'
import { Inspection } from '../../../src/inspect/inspection.ts'
import { type Expectation, judge } from '../../../src/inspect/judge.ts'
import * as images from './images.ts'

function judgeImage(image: Buffer, diskFormat: string, expectation: Partial<Expectation> = {}) {
  const inspection = new Inspection()
  inspection.see(image)
  return judge(inspection, { diskFormat, requireMatch: true, nonfatal: [], ...expectation })
}

const text = Buffer.from('just some text')

test('what matches is accepted with its virtual size', () => {
  expect(judgeImage(images.qcow2(), 'qcow2')).toEqual({ accepted: true, virtualSize: 1024 ** 3 })
  expect(judgeImage(text, 'raw')).toEqual({ accepted: true, virtualSize: 14 })
})

test('formats that cannot be told from data accept whatever is nothing else', () => {
  expect(judgeImage(text, 'ami')).toEqual({ accepted: true, virtualSize: null })
  expect(judgeImage(images.vdi(), 'ami')).toMatchObject({ accepted: false })
})

test('what claims to be raw may be anything safe, and is as large as its data', () => {
  expect(judgeImage(images.vdi(), 'raw')).toMatchObject({
    accepted: true,
    virtualSize: 1024,
    warning: expect.stringContaining('vdi'),
  })
  expect(judgeImage(images.gpt(), 'raw')).toEqual({ accepted: true, virtualSize: 2048 })
})

test('anything else must match, or is let through without a size where no match is required', () => {
  const reason = 'Image disk_format qcow2 does not match stream data raw'
  expect(judgeImage(text, 'qcow2')).toEqual({ accepted: false, reason })
  expect(judgeImage(text, 'qcow2', { requireMatch: false })).toEqual({
    accepted: true,
    virtualSize: null,
    warning: reason,
  })
})

test('a disc that also boots as a disk is a disc; other data in two formats is refused', () => {
  const hybrid = images.iso()
  images.gpt().copy(hybrid, 0, 0, 512)
  expect(judgeImage(hybrid, 'iso')).toEqual({ accepted: true, virtualSize: 300 * 2048 })
  const polyglot = images.iso()
  images.qcow2().copy(polyglot, 0, 0, 512)
  expect(judgeImage(polyglot, 'qcow2')).toEqual({
    accepted: false,
    reason: 'Multiple formats detected: qcow2,iso',
  })
})

test('the checks on partition tables can be made to warn only', () => {
  const table = images.gpt()
  table.writeUInt32LE(2, 454)
  expect(judgeImage(table, 'raw')).toEqual({ accepted: false, reason: 'Image failed safety checks' })
  expect(judgeImage(table, 'raw', { nonfatal: ['mbr'] })).toMatchObject({ accepted: true })
})

test('an image that ends before it could be checked is refused', () => {
  expect(judgeImage(images.luks().subarray(0, 100), 'luks')).toEqual({
    accepted: false,
    reason: 'Incomplete file cannot be safety checked',
  })
})

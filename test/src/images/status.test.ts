import { expect, test } from 'vitest'
import type { Status } from '../../../src/db/records.ts'
import { mayPass, refuseWithoutFormats, statusChange, transitions } from '../../../src/images/status.ts'

const statesBefore = (to: Status) => (Object.keys(transitions) as Status[]).filter(from => mayPass(from, to))

const table = `
queued: saving uploading importing active deleted
saving: active killed deleted queued
uploading: importing queued deleted
importing: active deleted queued
active: pending_delete deleted deactivated
killed: deleted
pending_delete: deleted active
deactivated: active deleted
deleted:
`

test('an image passes from one status to another as the reference says, and not otherwise', () => {
  const written = Object.entries(transitions).map(([from, to]) => `${from}: ${to.join(' ')}`.trim())
  expect(written.sort()).toEqual(table.trim().split('\n').sort())
  expect(mayPass('queued', 'saving')).toBe(true)
  expect(mayPass('active', 'saving')).toBe(false)
})

test('what leads to a status is found from the same table', () => {
  expect(statesBefore('saving')).toEqual(['queued'])
  expect(statesBefore('pending_delete')).toEqual(['active'])
})

test('an image that is queued again has no size', () => {
  expect(statusChange('queued')).toEqual({ status: 'queued', size: null, virtual_size: null })
  expect(statusChange('active')).toEqual({ status: 'active' })
})

test('data needs both formats, and the message names what is missing', () => {
  expect(() => refuseWithoutFormats({ disk_format: null, container_format: null })).toThrow(
    'Properties disk_format, container_format must be set prior to saving data.',
  )
  expect(() => refuseWithoutFormats({ disk_format: 'raw', container_format: null })).toThrow(
    'Property container_format must be set prior to saving data.',
  )
  expect(() => refuseWithoutFormats({ disk_format: 'raw', container_format: 'bare' })).not.toThrow()
})

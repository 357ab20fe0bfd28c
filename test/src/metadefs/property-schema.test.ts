import { describe, expect, test } from 'vitest'
import type { PropertySchema } from '../../../src/db/metadefs/records.ts'
import { parseExactly } from '../../../src/exact-numbers.ts'
import { knownPart, refuseUnreadable } from '../../../src/metadefs/index.ts'

describe('what Glance knows of a schema', () => {
  test('comes in its order, without the rest', () => {
    const known = knownPart({ nope: 1, title: 'T', maxLength: 1, type: 'string', name: 'n' })
    expect(Object.entries(known)).toEqual([
      ['name', 'n'],
      ['type', 'string'],
      ['title', 'T'],
      ['maxLength', 1],
    ])
  })

  test.each([
    [true, 'True'],
    [false, 'False'],
    [5, '5'],
    [1.5, '1.5'],
    ['text', 'text'],
    [null, null],
  ])('has %j as default %j', (value, text) => {
    expect(knownPart({ default: value })).toEqual({ default: text })
  })
})

describe('numbers', () => {
  const schemaOf = (text: string) => JSON.stringify(knownPart(parseExactly(text) as PropertySchema))

  test.each([
    ['1.0', '1.0'],
    ['1E16', '1e+16'],
    ['0.00001', '1e-05'],
    ['12345678901234567890123', '12345678901234567890123'],
  ])('a default of %s is %s, as Python has it', (number, text) => {
    expect(schemaOf(`{"default": ${number}}`)).toBe(`{"default":"${text}"}`)
  })

  test('bounds are whole numbers, of whatever length', () => {
    const known = schemaOf(
      '{"minimum": -9223372036854775808, "maximum": 9223372036854775807, "minLength": 1.0}',
    )
    expect(known).toBe('{"minimum":-9223372036854775808,"maximum":9223372036854775807,"minLength":1}')
  })
})

describe('what other Glances on the database could not read', () => {
  test.each([
    [{ required: ['a'] }, 'Unknown attribute: required'],
    [{ enum: ['a', 1] }, 'Invalid input for field/attribute enum: its values must be strings'],
    [{ items: { enum: ['a'] } }, "Mandatory field missing: 'type' of 'items'"],
    [{ items: { type: 'string', minimum: 1 } }, 'Unknown attribute: items.minimum'],
    [
      { items: { type: 'string', enum: [1] } },
      'Invalid input for field/attribute items.enum: its values must be strings',
    ],
  ])('%j is refused', (schema, message) => {
    expect(() => refuseUnreadable(schema)).toThrow(message)
  })

  test('everything else passes', () => {
    const schema = { title: 'T', type: 'array', enum: ['a', null], confidential: true, default: [1] }
    expect(() => refuseUnreadable({ ...schema, items: { type: 'string', enum: ['b'] } })).not.toThrow()
  })
})

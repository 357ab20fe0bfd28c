import { expect, test } from 'vitest'
import { hintFor } from '../../../src/config/hints.ts'
import * as option from '../../../src/config/option.ts'

const help = ''

test.each([
  ['an empty value', option.host({ help, default: '0.0.0.0' }), ' ', 'leave it out for the default, 0.0.0.0'],
  ['an empty value', option.choice({ help, choices: ['a'] }), '', 'leave it out for the default'],
  ['a slip', option.choice({ help, choices: ['sqlite', 'xattr'] }), 'sqllite', 'did you mean "sqlite"?'],
  ['a unit', option.integer({ help }), '10GB', 'write digits alone, without a unit'],
  ['a unit', option.integer({ help }), '60 s', 'write digits alone, without a unit'],
  ['a unit', option.float({ help }), '1.5h', 'write digits alone, without a unit'],
  ['an exponent', option.integer({ help }), '1e9', 'write digits alone, without a unit'],
  ['commas', option.integer({ help }), '1,000', 'write digits alone, without a unit'],
  ['a number out of bounds', option.integer({ help, min: 1 }), '0', undefined],
  ['a number out of bounds', option.float({ help, max: 1 }), '1.5', undefined],
  ['a word', option.integer({ help }), 'many', undefined],
  ['another word', option.boolean({ help, default: false }), 'enabled', 'write true or false'],
  ['a comma', option.dict({ help }), 'a:x,', 'leave out the comma at the end'],
  ['other pairs', option.dict({ help }), 'a=x', 'write pairs with a colon, as in a:x,b:y'],
  ['an empty value', option.boundedList({ help }), '', 'write [] for none'],
  ['a list', option.boundedList({ help }), 'a,b', 'write it in brackets: [a,b]'],
  ['brackets', option.host({ help }), '[::1]', 'write it without brackets: ::1'],
  ['a star', option.host({ help }), '*', expect.stringContaining('0.0.0.0')],
  ['a port', option.host({ help }), '127.0.0.1:9292', 'the port has an option of its own'],
  [
    'a comment',
    option.boolean({ help, default: false }),
    'true # yes',
    expect.stringContaining('a line of its own'),
  ],
  ['a comment', option.integer({ help }), '4 ; four', expect.stringContaining('a line of its own')],
])('what to write in place of %s: %#', (_, declared, text, hint) => {
  expect(hintFor(declared, text)).toEqual(hint)
})

test('an option may have a hint of its own', () => {
  const path = option.text({ help, hint: text => `write file://${text}` })
  expect(hintFor(path, '/staging')).toBe('write file:///staging')
})

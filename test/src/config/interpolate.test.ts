import { expect, test } from 'vitest'
import { interpolate } from '../../../src/config/interpolate.ts'

const values: Readonly<Record<string, unknown>> = {
  dir: '/var',
  'group.name': 'n',
  port: 80,
  on: true,
  list: ['a', "it's"],
  dict: { a: 'b' },
  unset: undefined,
}

test.each([
  ['$dir/lib', '/var/lib'],
  ['${dir}lib', '/varlib'],
  ['$group.name', 'n'],
  ['${group.name}.', 'n.'],
  ['$port', '80'],
  ['$on', 'True'],
  ['$list', `['a', "it's"]`],
  ['$dict', "{'a': 'b'}"],
  ['<$unset>', '<>'],
  ['$$dir', '$dir'],
  ['\\$dir', '$dir'],
  ['$1', '$1'],
  ['5$', '5$'],
  ['${dir', '${dir'],
])('%s becomes %s', (text, expected) => {
  expect(interpolate(text, name => values[name])).toBe(expected)
})

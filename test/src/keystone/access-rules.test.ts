import { expect, test } from 'vitest'
import { compileRules } from '../../../src/keystone/access-rules.ts'

function allows(pattern: string, path: string): boolean {
  const access = { service: 'image', method: 'GET' }
  return compileRules([{ ...access, path: pattern }])({ ...access, path })
}

test.each([
  ['/v2/images', '/v2/images', true],
  ['/v2/images', '/v2/images/1', false],
  ['/v2/images', '/v2/image', false],
  ['/v2/*', '/v2/images', true],
  ['/v2/*', '/v2/', false],
  ['/v2/*', '/v2/images/1', false],
  ['/v2/images/*/file', '/v2/images/1/file', true],
  ['/v2/images/{image_id}/file', '/v2/images/1/file', true],
  ['/v2/images/{image_id}/file', '/v2/images//file', false],
  ['/v2/{a}-{b}', '/v2/1-2-3', true],
  ['/v2/**', '/v2/', true],
  ['/v2/**', '/v2/images/1/file', true],
  ['/**/file', '/v2/images/1/file', true],
  ['/**/file', '/v2/images/1/files', false],
  ['/v2/im.ges', '/v2/images', false],
])('the rule %s for %s: %s', (pattern, path, allowed) => {
  expect(allows(pattern, path)).toBe(allowed)
})

test('no rule is so full of wildcards that a long path keeps everybody waiting', () => {
  expect(allows(`/${'**a'.repeat(70)}b`, `/${'a'.repeat(5000)}`)).toBe(false)
})

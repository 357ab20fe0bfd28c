import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Check } from '../../../src/policy/check.ts'
import { compile } from '../../../src/policy/compile.ts'
import { parseListRule, parseRule } from '../../../src/policy/parse.ts'
import { checkCases } from '../../support/random-cases.ts'
import { caller } from './caller.ts'

const allows = (rule: string, context = caller(), target = {}) =>
  compile(parseRule(rule), () => () => false)(context, target)

describe('the policy language', () => {
  test('lets an empty rule allow everybody', () => {
    expect(allows('')).toBe(true)
    expect(allows('@')).toBe(true)
    expect(allows('!')).toBe(false)
  })

  test('binds "not" closest, then "and", then "or"', () => {
    expect(allows('@ or ! and !')).toBe(true)
    expect(allows('(@ or !) and !')).toBe(false)
    expect(allows('not ! and !')).toBe(false)
    expect(allows('not (@ and !)')).toBe(true)
    expect(allows('NOT NOT @ AND @')).toBe(true)
  })

  test('compares roles without regard to case', () => {
    expect(allows('role:Member', caller({ roles: ['member'] }))).toBe(true)
    expect(allows('role:admin', caller({ roles: ['member'] }))).toBe(false)
  })

  test('compares what the caller has with what the target names', () => {
    const context = caller({ projectId: 'p1' })
    expect(allows('project_id:%(owner)s', context, { owner: 'p1' })).toBe(true)
    expect(allows('project_id:%(owner)s', context, { owner: 'p2' })).toBe(false)
    expect(allows('project_id:%(owner)s', context, {})).toBe(false)
  })

  test('compares a literal with an attribute of the target', () => {
    expect(allows("'public':%(visibility)s", caller(), { visibility: 'public' })).toBe(true)
    expect(allows('True:%(protected)s', caller(), { protected: true })).toBe(true)
    expect(allows('True:%(protected)s', caller(), { protected: false })).toBe(false)
  })

  test('finds custom properties, and nothing that merely hangs on an object', () => {
    expect(allows("'yes':%(trusted)s", caller(), { properties: new Map([['trusted', 'yes']]) })).toBe(true)
    expect(allows("'x':%(constructor)s", caller(), {})).toBe(false)
    expect(allows('__proto__:%(visibility)s', caller(), { visibility: 'public' })).toBe(false)
  })

  test.each(['(', ')', 'and', '@ @', '@ or', '(@', '@)', "'quoted'", 'no-colon', 'http://host/path', 'not'])(
    'refuses %s with a syntax error',
    rule => expect(() => parseRule(rule)).toThrow(SyntaxError),
  )

  test('reads the older lists as alternatives of checks that must all hold', () => {
    const rule = parseListRule([['role:a', 'role:b'], 'role:c'])
    const by = (...roles: string[]) => compile(rule, () => () => false)(caller({ roles }), {})
    expect([by('a'), by('a', 'b'), by('c')]).toEqual([false, true, true])
    expect(parseListRule([])).toEqual({ kind: 'always' })
    expect(parseListRule([[]])).toEqual({ kind: 'never' })
  })

  test('reads what it prints', () =>
    checkCases(
      fc.property(anyCheck, check => {
        expect(normal(parseRule(print(check)))).toEqual(normal(check))
      }),
      100,
    ))

  test('never fails otherwise than by a syntax error', () =>
    checkCases(
      fc.property(fc.string(), text => {
        try {
          parseRule(text)
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError)
        }
      }),
      100,
    ))
})

const { check: anyCheck } = fc.letrec<{ check: Check }>(tie => ({
  check: fc.oneof(
    { maxDepth: 4 },
    fc.constant<Check>({ kind: 'always' }),
    fc.constant<Check>({ kind: 'never' }),
    fc.stringMatching(/^[a-z_]{1,8}$/).map((name): Check => ({ kind: 'rule', name })),
    fc.stringMatching(/^[a-z_]{1,8}$/).map((name): Check => ({ kind: 'role', role: [name] })),
    fc
      .stringMatching(/^[a-z_]{1,8}$/)
      .map((name): Check => ({ kind: 'literal', literal: name, equals: [{ attribute: name }] })),
    tie('check').map((check): Check => ({ kind: 'not', check })),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('check'), { minLength: 2, maxLength: 4 }),
      )
      .map(([kind, checks]): Check => ({ kind, checks })),
  ),
}))

function print(check: Check): string {
  switch (check.kind) {
    case 'always':
      return '@'
    case 'never':
      return '!'
    case 'rule':
      return `rule:${check.name}`
    case 'role':
      return `role:${check.role.join('')}`
    case 'not':
      return `not (${print(check.check)})`
    case 'and':
    case 'or':
      return check.checks.map(part => `(${print(part)})`).join(` ${check.kind} `)
    case 'literal':
      return `'${check.literal}':%(${check.literal})s`
    case 'credential':
      return `${check.path}:x`
  }
}

/** The same tree, whatever order its keys were written in. */
const normal = (check: Check): unknown => JSON.parse(JSON.stringify(check))

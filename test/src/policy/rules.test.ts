import { describe, expect, test } from 'vitest'
import type { PolicyTarget } from '../../../src/policy/policy.ts'
import { buildRules } from '../../../src/policy/rules.ts'
import { caller } from './caller.ts'

function rules(overrides: Record<string, unknown> = {}, { newDefaults = true } = {}) {
  const faults: string[] = []
  const { find } = buildRules({
    overrides: new Map(Object.entries(overrides)),
    newDefaults,
    defaultRule: 'default',
    report: (rule, ...told) => faults.push(`${rule}: ${told.filter(Boolean).join('; ')}`),
  })
  return { faults, allows: (rule: string, ...[context, target = {}]: Asked) => find(rule)(context, target) }
}
type Asked = [context: ReturnType<typeof caller>, target?: PolicyTarget]

const admin = caller({ roles: ['admin'] })
const member = caller({ roles: ['member', 'reader'], projectId: 'p1' })
const stranger = caller({ roles: ['member', 'reader'], projectId: 'p2' })
const own = { project_id: 'p1', owner: 'p1', member_id: null, visibility: 'private' }

describe('the default rules', () => {
  const { allows } = rules()

  test.each([
    'get_image',
    'modify_image',
    'delete_image',
    'upload_image',
    'download_image',
    'deactivate',
    'add_member',
  ])('%s is for the owning project and administrators', rule => {
    expect([allows(rule, admin, own), allows(rule, member, own), allows(rule, stranger, own)]).toEqual([
      true,
      true,
      false,
    ])
  })

  test('reading needs the reader role, downloading the member role', () => {
    const reader = caller({ roles: ['reader'], projectId: 'p1' })
    expect(allows('get_image', reader, own)).toBe(true)
    expect(allows('download_image', reader, own)).toBe(false)
    expect(allows('get_image', caller({ projectId: 'p1' }), own)).toBe(false)
  })

  test.each(['public', 'community', 'shared'])('others may read and download what is %s', visibility => {
    const target = { ...own, visibility }
    expect([allows('get_image', stranger, target), allows('download_image', stranger, target)]).toEqual([
      true,
      true,
    ])
    expect(allows('modify_image', stranger, target)).toBe(false)
  })

  test('only the invited project answers an invitation', () => {
    const target = { ...own, visibility: 'shared', member_id: 'p2' }
    expect([allows('modify_member', stranger, target), allows('modify_member', member, target)]).toEqual([
      true,
      false,
    ])
  })

  test('publishing is for administrators', () => {
    expect([allows('publicize_image', admin, own), allows('publicize_image', member, own)]).toEqual([
      true,
      false,
    ])
  })

  test('whoever the filters made an administrator needs no role', () => {
    expect(allows('delete_image', caller({ isAdmin: true, projectId: null }), own)).toBe(true)
  })

  test('the older defaults come back when asked for', () => {
    const nobody = caller({ projectId: 'p9' })
    expect(allows('modify_image', nobody, own)).toBe(false)
    expect(rules({}, { newDefaults: false }).allows('modify_image', nobody, own)).toBe(true)
    expect(rules({}, { newDefaults: false }).allows('publicize_image', nobody, own)).toBe(false)
  })
})

describe('rules of the operator', () => {
  test('replace the defaults, and whatever refers to them', () => {
    const { allows } = rules({ context_is_admin: 'role:boss', get_image: [['role:guest']] })
    expect(allows('publicize_image', caller({ roles: ['boss'] }), own)).toBe(true)
    expect(allows('publicize_image', admin, own)).toBe(false)
    expect(allows('get_image', caller({ roles: ['guest'] }), own)).toBe(true)
  })

  test('an undefined rule is answered by the default rule', () => {
    expect(rules().allows('no_such_rule', member)).toBe(true)
    expect(rules({ default: '!' }).allows('no_such_rule', member)).toBe(false)
  })

  test('a rule that cannot be understood denies everybody and is reported', () => {
    const { allows, faults } = rules({ get_image: 'role:admin or', add_image: { role: 'admin' } })
    expect([allows('get_image', admin, own), allows('add_image', admin, own)]).toEqual([false, false])
    expect(faults).toEqual([
      'get_image: the rule cannot be used and denies everybody: expected a check, found the end of the rule',
      'add_image: the rule cannot be used and denies everybody: neither a text nor a list',
    ])
  })

  test('rules that lead back to themselves deny everybody and are reported', () => {
    const { allows, faults } = rules({ a: 'rule:b', b: 'not rule:a' })
    expect([allows('a', admin), allows('b', admin)]).toEqual([false, false])
    expect(faults).toEqual([
      'a: the rule cannot be used and denies everybody: it refers to itself: a -> b -> a',
    ])
  })

  test('rules that name one that there is not are reported, with the one that was most likely meant', () => {
    const { faults } = rules({
      get_image: 'rule:context_is_admni or not rule:mine',
      add_image: 'rule:mine',
      mine: 'rule:nobodys',
      delete_image: 'rule:get_image and rule:context_is_admin',
    })
    expect(faults).toEqual([
      'get_image: there is no rule "context_is_admni": the rule "default" stands in for it; did you mean "rule:context_is_admin"?',
      'mine: there is no rule "nobodys": the rule "default" stands in for it',
    ])
  })

  test('rules that nothing asks for are reported where another was most likely meant', () => {
    const { faults } = rules({
      publicise_image: '!',
      get_images: 'rule:get_imgs',
      get_imgs: '@',
      of_my_own: '@',
    })
    expect(faults).toEqual(['publicise_image: nothing asks for this rule; did you mean "publicize_image"?'])
  })

  test('checks of what no caller has are reported, and never hold', () => {
    const { allows, faults } = rules({ get_image: 'roel:admin or constructor:x or roel:member' })
    expect(allows('get_image', admin, own)).toBe(false)
    expect(faults).toEqual([
      'get_image: nobody has a "roel", so "roel:…" never holds; did you mean "role:…"?',
      'get_image: nobody has a "constructor", so "constructor:…" never holds',
    ])
  })

  test('rules that ask a server deny everybody and are reported', () => {
    const { allows, faults } = rules({ get_image: 'role:admin or http://server/%(id)s' })
    expect(allows('get_image', admin, own)).toBe(false)
    expect(faults).toEqual([
      'get_image: the rule cannot be used and denies everybody: ' +
        '"http://server/%(id)s": rules that ask a remote server are not supported',
    ])
  })
})

import fc from 'fast-check'
import { mostly, pick, word } from '../pick.ts'
import type { Step, Who } from '../step.ts'
import { image, who } from './images.ts'

const add: fc.Arbitrary<Step> = fc
  .tuple(
    who,
    image,
    mostly(
      pick({ member: '@bob' }, { member: '@looker' }),
      pick(...['', 5, null, '😀', 'x'.repeat(256), ['x'], {}].map(member => ({ member })), {}, [], 'x', {
        x: 1,
      }),
    ),
  )
  .map(([who, image, json]) => ({ who, line: `POST /v2/images/${image}/members`, json }))

const answer: fc.Arbitrary<Step> = fc
  .tuple(
    pick<Who[]>('bob', 'bob', 'alice', 'admin', 'looker'),
    image,
    word('@bob @bob @looker @alice nope'),
    mostly(
      word('accepted rejected pending').map((status): unknown => ({ status })),
      pick(...['nope', null, 5, '', ['accepted'], {}].map(status => ({ status })), {}, [], 'x', { x: 1 }),
    ),
  )
  .map(([who, image, member, json]) => ({ who, line: `PUT /v2/images/${image}/members/${member}`, json }))

const remove: fc.Arbitrary<Step> = fc
  .tuple(pick<Who[]>('alice', 'bob', 'admin'), image, word('@bob @looker nope'))
  .map(([who, image, member]) => ({ who, line: `DELETE /v2/images/${image}/members/${member}` }))

const look: fc.Arbitrary<Step> = fc
  .tuple(who, image, pick('', '/@bob', '/@looker', '/nope'))
  .map(([who, image, member]) => ({ who, line: `GET /v2/images/${image}/members${member}` }))

export const sharingStep: fc.Arbitrary<Step> = fc.oneof(add, answer, look, remove)

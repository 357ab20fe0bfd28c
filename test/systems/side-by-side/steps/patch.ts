import fc from 'fast-check'
import { mostly, pick, sketch, word } from '../pick.ts'
import type { Step } from '../step.ts'
import { image, who } from './images.ts'

const opMember = 'application/openstack-images-v2.1-json-patch'
const opAsKey = 'application/openstack-images-v2.0-json-patch'

const pointer: fc.Arbitrary<unknown> = mostly(
  word(
    '/name /color /tags /min_ram /visibility /protected /disk_format /container_format /os_hidden /owner /locations/-',
  ),
  fc.oneof(
    word(`/id /status /self /locations /locations/0 /locations/1 /locations/x /x~1y /x~ / /a/b /tags/- /created_at
      /os_glance_x /deleted /checksum /os_hash_algo /stores /min_disk /size /a/ /locations/-/x /locations/0/url // /name~2
      /locations/1e1 /locations/-1 /file /direct_url x`),
    pick('', 5, null),
  ),
  2,
)

const somewhere = 'http://127.0.0.1:9/x'

const value: fc.Arbitrary<unknown> = mostly(
  pick(
    'red',
    'one',
    'raw',
    'bare',
    'public',
    'private',
    'shared',
    'community',
    true,
    ['red', 'x'],
    5,
    '@bob',
  ),
  pick(
    ...[null, false, -1, 2 ** 31, '', '😀', 'x'.repeat(256), [], {}, [1], 1.5, 'nope'],
    ...[somewhere, 'file:///etc/passwd', 'x', 5].map(url => ({ url, metadata: {} })),
    ...[{ url: somewhere }, { metadata: {} }, [{ url: somewhere, metadata: {} }]],
    { url: 'http://127.0.0.1:9/y', metadata: { a: 'b' } },
  ),
  2,
)

const anOpMember: fc.Arbitrary<unknown> = mostly(
  sketch({ op: word('replace add remove'), path: pointer, value }, ['op', 'path', 'value']),
  fc.oneof(
    sketch({ op: pick('replace', 'add', 'remove', 'test', 'move', 5, null), path: pointer, value }),
    pick('x', 5, null, [], {}),
  ),
)

const anOpAsKey = mostly(
  fc.oneof(...['replace', 'add', 'remove'].map(op => sketch({ [op]: pointer, value }, [op, 'value']))),
  sketch({ replace: pointer, add: pointer, value, x: pick(1) }),
)

const operations = (operation: fc.Arbitrary<unknown>) => fc.array(operation, { minLength: 1, maxLength: 2 })

const typed: fc.Arbitrary<readonly [type: string, json: unknown]> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant(opMember), operations(anOpMember)) },
  { weight: 4, arbitrary: fc.tuple(fc.constant(opAsKey), operations(anOpAsKey)) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      pick(
        opMember,
        `${opMember}; charset=utf-8`,
        'application/json',
        'text/plain',
        `${opAsKey};x`,
        'nonsense',
      ),
      pick({ op: 'add' }, 'x', 5, null, [], [[]]),
    ),
  },
)

export const patchStep: fc.Arbitrary<Step> = fc
  .tuple(who, image, typed)
  .map(([who, image, [type, json]]) => ({
    who,
    line: `PATCH /v2/images/${image}`,
    headers: { 'Content-Type': type },
    json,
  }))

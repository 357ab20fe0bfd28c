import fc from 'fast-check'
import { mostly, pick, queryOf, word } from '../pick.ts'
import type { Step, Who } from '../step.ts'

const path = word(`
  / /v2 /v2/ /v2/nope /v1/images /v3/images /v2.0/images /v2.14/images /v2.99/images /versions /versions/x
  //v2//info//import /v2/./images /v2/%69nfo/import /v2/discovery
  /v2/info/import /v2/info/stores /v2/info/stores/detail /v2/info/usage /v2/info /v2/info/nope
  /v2/schemas/image /v2/schemas/images /v2/schemas/member /v2/schemas/members /v2/schemas/task /v2/schemas/tasks
  /v2/schemas/metadefs/namespace /v2/schemas/metadefs/objects /v2/schemas/metadefs/tags /v2/schemas/nope
  /v2/schemas/metadefs/properties /v2/schemas/metadefs/resource_types /v2/schemas/metadefs /v2/schemas/image/
  /v2/cache /v2/cache/@image0 /v2/cache/nodes/@image0 /v2/cache/clean /v2/cache/prune /v2/cached_images /v2/queued_images
  /v2/images/@image0/import /v2/images/@image0/stage /v2/images/@image0/nope /v2/images/@image0/ /v2/images/@image0/tags
  /v2/images/@image0/actions/nope /v2/stores/fast/@image0 /v2/stores/nope/@image0
  /v2/metadefs/resource_types /v2/metadefs /v2/tasks/nope`)

const types = [
  ...['application/json', '*/*', 'text/html', 'text/plain', 'text/*', '', 'nonsense', 'application/json;q=0'],
  ...['text/html;q=0.1, application/json', 'text/plain;q=0.5,*/*;q=0.1', 'application/json; charset=x'],
  ...['text/html, text/plain', 'image/png, */*;q=0.1'],
  ...['application/vnd.openstack.images-v2.3', 'application/vnd.openstack.images-v9'],
]

const anywhere: fc.Arbitrary<Step> = fc
  .tuple(
    pick<Who[]>('alice', 'admin', 'looker', 'service', 'stranger'),
    mostly(fc.constant('GET'), word('POST PUT PATCH DELETE HEAD OPTIONS FOO'), 2),
    path,
    fc.option(pick(...types), { nil: undefined }),
    mostly(fc.constant(undefined), pick('{}', 'x', ''), 5),
  )
  .map(([who, method, path, type, text]) => ({
    who,
    line: `${method} ${path}`,
    ...(type !== undefined && { headers: { Accept: type } }),
    ...(text !== undefined && { text }),
  }))

const cache: fc.Arbitrary<Step> = fc
  .tuple(
    pick<Who[]>('admin', 'admin', 'alice'),
    pick(
      'GET /v2/cache',
      'DELETE /v2/cache',
      ...['PUT', 'DELETE'].map(method => `${method} /v2/cache/@image0`),
    ),
    fc.option(word('cache queue x'), { nil: '' }),
  )
  .map(([who, line, target]) => ({ who, line, headers: { 'x-image-cache-clear-target': target } }))

const tasks: fc.Arbitrary<Step> = fc
  .tuple(
    pick<Who[]>('admin', 'admin', 'alice'),
    queryOf(`
      limit=1 limit=0 limit=x limit=-1 limit= marker=x marker=00000000-0000-0000-0000-000000000000 sort_key=id sort_key=type
      sort_key= sort_key=updated_at sort_dir=asc sort_dir=x sort_dir= type=import type=x status=pending status=x owner=x x=y`),
  )
  .map(([who, query]) => ({ who, line: `GET /v2/tasks${query}` }))

const inputs = ['x', {}, [], ...['file:///x', 5, 'http://'].map(import_from => ({ import_from }))]

const badTask: fc.Arbitrary<Step> = fc
  .tuple(
    pick<Who[]>('admin', 'admin', 'alice'),
    pick(
      ...[{}, [], 'x', { type: 'nope' }, { type: 'import' }, { type: 5 }, { input: {} }],
      ...[
        { type: 'import', x: 1 },
        { type: 'import', status: 'x' },
      ],
      ...inputs.map(input => ({ type: 'import', input })),
    ),
  )
  .map(([who, json]) => ({ who, line: 'POST /v2/tasks', json }))

export const discoveryStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: anywhere },
  { weight: 1, arbitrary: cache },
  { weight: 1, arbitrary: tasks },
  { weight: 1, arbitrary: badTask },
)

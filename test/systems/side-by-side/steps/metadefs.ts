import fc from 'fast-check'
import { mostly, pick, queryOf, word } from '../pick.ts'
import { type Step, spaces, type Who } from '../step.ts'
import { namespace, posted, replacing, wholeNamespace } from './definitions.ts'

const root = '/v2/metadefs/namespaces'
const who = pick<Who[]>('admin', 'admin', 'admin', 'alice', 'looker')
const space = mostly(pick(...spaces), pick('nope'), 20)

const createSpace: fc.Arbitrary<Step> = fc
  .tuple(pick<Who[]>('admin', 'admin', 'admin', 'admin', 'alice'), wholeNamespace)
  .map(([who, json]) => ({ who, line: `POST ${root}`, json }))

const replaceSpace: fc.Arbitrary<Step> = fc
  .tuple(who, space, namespace)
  .map(([who, space, json]) => ({ who, line: `PUT ${root}/${space}`, json }))

const look: fc.Arbitrary<Step> = fc
  .tuple(
    who,
    space,
    fc.option(
      word(
        'objects properties tags resource_types objects/one properties/one tags/one objects/nope tags/nope',
      ),
    ),
    queryOf(`
      resource_type=@type0 resource_type=@type1 resource_type= limit=1 limit=0 limit=x marker=one marker=nope sort_key=name
      sort_dir=asc visibility=x x=y`),
  )
  .map(([who, space, rest, query]) => ({
    who,
    line: `GET ${root}/${space}${rest ? `/${rest}` : ''}${query}`,
  }))

const list: fc.Arbitrary<Step> = fc
  .tuple(
    who,
    queryOf(`
      visibility=public visibility=private visibility= visibility=x resource_types=@type0 resource_types=@type0,@type1
      resource_types= limit=1 limit=0 limit=x limit=-1 limit= marker=@space0 marker=nope marker= sort_key=namespace
      sort_key=display_name sort_dir=asc sort_dir=x sort_dir= sort_key= sort_key=created_at owner=@alice x=y
      namespace=@space0`),
  )
  .map(([who, query]) => ({ who, line: `GET ${root}${query}` }))

const kinds = ['objects', 'properties', 'tags'] as const

const add: fc.Arbitrary<Step> = pick(...kinds, 'resource_types').chain(kind =>
  fc
    .tuple(who, space, mostly<unknown, unknown>(posted[kind], pick({}, [], 'x', 5), 15), word('True false'))
    .map(([who, space, json, append]) => {
      const headers = { 'X-Openstack-Append': append }
      return { who, line: `POST ${root}/${space}/${kind}`, json, ...(kind === 'tags' && { headers }) }
    }),
)

const oneName = mostly(word('one two'), pick('nope', '%F0%9F%98%80', 'p', 'x'.repeat(81)), 8)

const replace: fc.Arbitrary<Step> = pick(...kinds).chain(kind =>
  fc
    .tuple(who, space, oneName, mostly<unknown, unknown>(replacing[kind], pick({}, [], 'x'), 15))
    .map(([who, space, name, json]) => ({ who, line: `PUT ${root}/${space}/${kind}/${name}`, json })),
)

const addTag: fc.Arbitrary<Step> = fc
  .tuple(who, space, oneName)
  .map(([who, space, name]) => ({ who, line: `POST ${root}/${space}/tags/${name}` }))

const remove: fc.Arbitrary<Step> = fc
  .tuple(
    who,
    space,
    fc.oneof(
      pick('', ...kinds.map(kind => `/${kind}`)),
      fc.tuple(pick(...kinds), oneName).map(([kind, name]) => `/${kind}/${name}`),
      word('@type0 @type1 nope').map(name => `/resource_types/${name}`),
    ),
  )
  .map(([who, space, rest]) => ({ who, line: `DELETE ${root}/${space}${rest}` }))

export const metadefStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: createSpace },
  { weight: 2, arbitrary: replaceSpace },
  { weight: 6, arbitrary: look },
  { weight: 2, arbitrary: list },
  { weight: 6, arbitrary: add },
  { weight: 3, arbitrary: replace },
  { weight: 2, arbitrary: addTag },
  { weight: 3, arbitrary: remove },
)

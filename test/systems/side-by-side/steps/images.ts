import fc from 'fast-check'
import { mostly, pick, sketch, spoil, word } from '../pick.ts'
import { images, type Step, type Who } from '../step.ts'

/** Whoever works with images. */
export const who = pick<Who[]>('alice', 'alice', 'alice', 'admin', 'bob', 'looker', 'service')

export const image = mostly(pick(...images), word('nope 00000000-0000-0000-0000-000000000000 a%20b'), 15)

const soundImage = sketch(
  {
    id: pick(...images),
    name: pick('one', 'two', 'Ünï, "x"', null),
    disk_format: pick('raw', 'qcow2', null),
    container_format: pick('bare', 'ovf', null),
    visibility: pick('private', 'shared', 'community'),
    protected: fc.boolean(),
    os_hidden: fc.boolean(),
    min_ram: pick(0, 1, 512, 2 ** 31 - 1),
    min_disk: pick(0, 7),
    tags: pick([], ['red'], ['red', 'two words', 'red']),
    color: pick('red', 'green', ''),
    os_distro: pick('debian'),
    hw_x: pick('a b', '%', '"', 'ﬀ'),
  },
  ['id'],
)

const long = 'x'.repeat(256)

const faults = {
  id: ['nope', null, 5, 'A0000000-0000-0000-0000-00000000000G'],
  name: [5, '😀', long, '', []],
  disk_format: ['nope', '', 5],
  container_format: ['nope', true],
  visibility: ['nope', null, 'public'],
  protected: ['true', null, 1],
  os_hidden: ['true', null, 0],
  min_ram: [-1, 2 ** 31, '1', 1.5, null, true, 1e30],
  min_disk: [-1, 2 ** 40, 'x', 2 ** 60],
  tags: ['red', [1], [long], [''], ['😀'], [null], null, {}],
  owner: ['@alice', '@bob', null, 5, long, ''],
  color: [5, null, '😀', [], {}, true],
  [long]: ['long'],
  '': ['empty'],
  '😀': ['x'],
  status: ['active', 'queued', 5],
  size: [5, null],
  virtual_size: [5],
  checksum: ['x', null],
  self: ['x', 5],
  locations: [[], 'x'],
  deleted: ['x', false],
  os_hash_algo: ['md5', 5, null],
  os_hash_value: ['x', null],
  ...Object.fromEntries(
    'file direct_url location deleted_at os_glance_x created_at updated_at schema stores base is_public'
      .split(' ')
      .map(name => [name, ['x']]),
  ),
}

const create: fc.Arbitrary<Step> = fc
  .tuple(pick<Who[]>('alice', 'alice', 'bob', 'admin', 'looker', 'service'), spoil(soundImage, faults))
  .map(([who, json]) => ({ who, line: 'POST /v2/images', json }))

/** An image that can be filled at once. */
const createReady: fc.Arbitrary<Step> = fc
  .tuple(pick<Who[]>('alice', 'alice', 'admin'), pick(...images), word('shared private community'))
  .map(([who, id, visibility]) => {
    const json = { id, name: 'ready', disk_format: 'raw', container_format: 'bare', visibility }
    return { who, line: 'POST /v2/images', json }
  })

const look: fc.Arbitrary<Step> = fc
  .tuple(who, image, pick('', '', '/tasks', '/locations'))
  .map(([who, image, rest]) => ({ who, line: `GET /v2/images/${image}${rest}` }))

const act: fc.Arbitrary<Step> = fc
  .tuple(who, image, word('deactivate reactivate'))
  .map(([who, image, action]) => ({ who, line: `POST /v2/images/${image}/actions/${action}` }))

const remove: fc.Arbitrary<Step> = fc
  .tuple(who, image)
  .map(([who, image]) => ({ who, line: `DELETE /v2/images/${image}` }))

const tag: fc.Arbitrary<Step> = fc
  .tuple(
    who,
    word('PUT DELETE'),
    image,
    mostly(word('red blue'), pick(long, '%F0%9F%98%80', 'a%20b', '%2F', '%25', '', '%C3%9C')),
  )
  .map(([who, method, image, tag]) => ({ who, line: `${method} /v2/images/${image}/tags/${tag}` }))

export const imageStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: createReady },
  { weight: 4, arbitrary: create },
  { weight: 3, arbitrary: look },
  { weight: 1, arbitrary: act },
  { weight: 2, arbitrary: remove },
  { weight: 2, arbitrary: tag },
)

import fc from 'fast-check'

/** What `beforeAll` of the test has made: an image, and of everything else one of this name. */
export const knownImage = '99999999-9999-9999-9999-999999999999'
export const knownName = 'known'

export const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', ' ', '\t', '\0', '😀', '\ud800', 'ﬀ', 'İ', '\u202e', 'e\u0301', '__proto__'),
  fc.constantFrom('x'.repeat(256), 'é'.repeat(5000), '../..', "'; drop table images; --", '%(x)s', '{}'),
  fc.constantFrom('-1', '1e400', '0x10', '99999999999999999999', 'null', 'None', 'true', '2026-13-45T99:99Z'),
)

const oddNumber = fc.oneof(
  fc.constantFrom(0, -0, -1, 0.5, 2 ** 31, 2 ** 53, 2 ** 63, 1e308, Number.MIN_SAFE_INTEGER),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

const memberNames = [
  ...['id', 'name', 'min_ram', 'min_disk', 'tags', 'owner', 'visibility', 'protected', 'os_hidden', 'x', ''],
  ...['locations', 'disk_format', 'container_format', 'member', 'status', 'type', 'input', 'import_from'],
  ...['namespace', 'display_name', 'description', 'properties', 'objects', 'required', 'prefix', 'title'],
  ...['resource_type_associations', 'properties_target', 'enum', 'items', 'minimum', 'operators', 'default'],
  ...[
    'url',
    'metadata',
    'validation_data',
    'checksum',
    'os_hash_algo',
    'os_hash_value',
    '__proto__',
    'store',
  ],
]

/** Values in which names that the service knows stand at unexpected places. */
const { value: knownValue, object: knownObject } = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    oddText,
    fc.constantFrom('raw', 'bare', 'shared', 'string', 'array', 'accepted', 'import', knownName, knownImage),
    oddNumber,
    fc.constantFrom(null, true, false),
    fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(fc.oneof(fc.constantFrom(...memberNames), oddText), tie('value'), { maxKeys: 6 }),
}))

const pointer = fc.oneof(
  fc.constantFrom('/name', '/tags', '/tags/-', '/min_ram', '/visibility', '/protected', '/x', '/', '//', '~'),
  fc.constantFrom('/locations', '/locations/-', '/locations/0', '/locations/99999999999', '/~1~0~2', 'name'),
  oddText,
)

const patch = fc.array(
  fc.record(
    {
      op: fc.constantFrom('add', 'replace', 'remove', 'test', 'move'),
      path: fc.oneof({ weight: 5, arbitrary: pointer }, knownValue),
      value: knownValue,
    },
    { requiredKeys: [] },
  ),
  { maxLength: 3 },
)

const brokenJson = fc.oneof(
  fc.json({ maxDepth: 3, stringUnit: 'binary' }),
  fc.constantFrom('', '{', '[[[[', 'NaN', '{"a":1e999}', '[null]', '"\\ud800"', '{"a":1,"a":2}', '\ufeff{}'),
  fc.constantFrom('['.repeat(100_000), `{"name":${'9'.repeat(1000)}}`, '{"name":"\\u0000"}', "{'a':1}"),
)

/** Bodies, from those that nearly make sense to those that are no JSON, or no text. */
export const body: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 4, arbitrary: knownObject.map(toBytes) },
  { weight: 3, arbitrary: patch.map(toBytes) },
  { weight: 2, arbitrary: brokenJson.map(text => Buffer.from(text)) },
  fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes)),
)

function toBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}

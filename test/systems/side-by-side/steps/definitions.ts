import fc from 'fast-check'
import { mostly, pick, sketch, spoil, word } from '../pick.ts'
import { spaces } from '../step.ts'

const oddNames = ['', 5, null, 'x'.repeat(81), '😀', 'a/b', 'ü']
const name = word('one two')

const property = spoil(
  sketch(
    {
      title: pick('T'),
      type: word('string integer array'),
      description: pick('words'),
      default: pick(5, 'x', true, null, ['a'], {}),
      enum: pick(['a', 'b'], []),
      items: pick({ type: 'string' }, { type: 'string', enum: ['a'] }),
      minimum: pick(1, 1.5, -3),
      maximum: pick(9),
      minLength: pick(1),
      maxLength: pick(9),
      pattern: pick('^a+$'),
      operators: pick(['<in>', '<or>'], []),
      readonly: fc.boolean(),
      uniqueItems: fc.boolean(),
      minItems: pick(0, 2),
      maxItems: pick(3),
      additionalItems: pick(true),
    },
    ['title', 'type'],
  ),
  {
    title: [5, null, ''],
    type: ['nope', null, 5],
    description: [5, null],
    enum: ['x', [1]],
    items: [{}, 5, { type: 'nope' }],
    minimum: ['x', null],
    maximum: ['9'],
    minLength: [-1, 'x', 1.5],
    maxLength: [-1, null],
    pattern: ['(', 5],
    operators: ['x', [5]],
    readonly: ['x'],
    required: [['a'], true, []],
    uniqueItems: ['x'],
    minItems: [-1],
    maxItems: ['x'],
    additionalItems: ['x'],
    confidential: [true],
    nope: [1],
  },
)

const plainProperty = sketch({ title: pick('T'), type: word('string integer'), description: pick('w') }, [
  'title',
  'type',
])
const properties = fc.dictionary(word('p q'), plainProperty, { maxKeys: 2 })

const object = spoil(
  sketch({ name, description: pick('words', ''), properties, required: pick(['p'], []) }, ['name']),
  {
    name: oddNames,
    description: [5, null],
    properties: [[], 'x', { p: 5 }, { p: { title: 'T' } }, { p: { title: 'T', type: 'nope' } }],
    required: ['p', [1], ['p', 'p'], null],
    nope: [1],
    self: ['x'],
    updated_at: ['x'],
  },
  6,
)

const association = spoil(
  sketch({ name: word('@type0 @type1'), prefix: pick('hw_', ''), properties_target: pick('image') }, [
    'name',
  ]),
  { name: oddNames, prefix: [5, null], properties_target: [5, ''], nope: [1] },
  6,
)

const tag = sketch({ name }, ['name'])
const tags = fc.uniqueArray(tag, { maxLength: 2, selector: tag => Object.values(tag)[0] })

const contents = sketch({
  properties,
  objects: fc.array(object, { maxLength: 1 }),
  tags,
  resource_type_associations: fc.array(association, { maxLength: 1 }),
})

export const namespace = spoil(
  sketch(
    {
      namespace: pick(...spaces),
      display_name: pick('Shown', ''),
      visibility: word('public private'),
      protected: fc.boolean(),
      owner: word('@admin @alice'),
      description: pick('words'),
    },
    ['namespace'],
  ),
  {
    namespace: [5, null, 'x'.repeat(81), '😀'],
    display_name: [5, null, 'x'.repeat(81), '😀'],
    description: [5, null, 'x'.repeat(501)],
    visibility: ['nope', null],
    protected: ['true', null, 1],
    owner: [5, null, 'x'.repeat(256)],
    nope: [1],
    self: ['x'],
    created_at: ['x'],
    objects: ['x', [{}], [5], [{ name: 'one' }, { name: 'one' }], [{ name: 5 }]],
    tags: ['x', [{}], [{ name: 'one' }, { name: 'one' }], [{ name: 'x'.repeat(81) }]],
    properties: [[], { p: {} }, { p: { title: 'T', type: 'nope' } }],
    resource_type_associations: ['x', [{}], [{ name: '@type0' }, { name: '@type0' }], [{ name: null }]],
  },
)

export const wholeNamespace = fc
  .tuple(contents, namespace)
  .map(([inside, outside]) => ({ ...inside, ...outside }))

function named(fields: fc.Arbitrary<object>, name: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  return fc.tuple(fields, name).map(([fields, name]) => ({ ...fields, name }))
}

/** What is posted to the collection of its name, within a namespace. */
export const posted = {
  objects: object,
  properties: mostly(named(property, name), named(plainProperty, pick(...oddNames))),
  tags: mostly(
    sketch({ tags }, ['tags']),
    pick({ tags: 'x' }, { tags: [5] }, { tags: [], x: 1 }, { tags: [{ name: 'one' }, { name: 'ONE' }] }),
  ),
  resource_types: association,
}

/** What replaces one of a collection. */
export const replacing = {
  objects: object,
  properties: posted.properties,
  tags: spoil(tag, { name: oddNames, created_at: ['x'], nope: [1] }),
}

import fc from 'fast-check'
import type { Case } from './outline.ts'

/** Texts that press on the grammar: odd blanks, indents, delimiters, comments, duplicates. */
const line = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '[app:main]',
      '[app:a]',
      '[DEFAULT]',
      '[filter:a]',
      '[x] y',
      '[]',
      '[a',
      '[a]b]',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '\t',
      '# c',
      '  ; c',
      '#',
      'junk',
      '= v',
      ': v',
      '%',
      '\u00a0',
      '\x1c',
    ),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.constantFrom('', '', '', ' ', '  ', '\t', '\u00a0'),
        fc.constantFrom(
          'k',
          'K',
          'a b',
          'x',
          'y',
          '/v2',
          'set x',
          'get y',
          'a.b',
          '__proto__',
          'constructor',
          '1',
          'ü',
          'k[]',
          '"q"',
          'set  k',
        ),
        fc.constantFrom('=', ':', ' = ', ' : ', '\t=\t', ' :=', ' =:', '\x1f=\x85', ''),
        fc.constantFrom(
          '',
          'v',
          'v w',
          'true',
          '"v"',
          "'v'",
          'v #c',
          'v ; c',
          'a=b:c',
          '\\',
          '%%',
          'null',
          '1',
          '[s]',
          '\u2028',
          'ü\ufeff',
          'x\x0by',
        ),
      )
      .map(parts => parts.join('')),
  },
)

const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r')

const text = fc
  .array(fc.tuple(line, lineEnd), { maxLength: 14 })
  .map(lines => `[app:main]\n${lines.map(parts => parts.join('')).join('')}`)
  // A key that is empty twice is two faults in one for PasteDeploy.
  .filter(lines => (lines.match(/^\s*[=:]/gm) ?? []).length < 2)

/** Mostly what is right, now and then what is not. */
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>, weight = 25) =>
  fc.oneof({ weight, arbitrary: right }, { weight: 1, arbitrary: wrong })

const value = mostly(
  fc.constantFrom(
    'v',
    '',
    '%(k)s',
    '%(g)s-%(here)s',
    '%%',
    'a b',
    '%(y)s%(y)s',
    '%%(k)s',
    '%(__file__)s',
    '%(here)s',
    '1',
    '2',
  ),
  fc.constantFrom('100%', '%(k)', '%(nope)s', '%'),
)

const names = ['main', 'a', 'b', 'c']

/** Names after this one, so that circles are rare. */
function laterThan(name: string) {
  const later = names.slice(names.indexOf(name) + 1)
  return mostly(
    later.length > 0 ? fc.constantFrom(...later) : fc.constant('config:more/leaf.ini'),
    fc.constantFrom(...names, 'gone'),
  )
}

const used = (name: string, callable: string) =>
  mostly(
    fc.oneof(
      { weight: 4, arbitrary: laterThan(name) },
      fc.constantFrom(`call:fx:${callable}`, 'config:more/leaf.ini', 'config:more/leaf.ini#a'),
    ),
    fc.constantFrom('config:gone.ini', 'foo:x', 'call:fx', 'config:more/leaf.ini#gone', 'call:fx:serve'),
  )

const plainKey = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constantFrom(
        'k',
        'x',
        'y',
        'K',
        'z',
        'set k',
        'set x',
        'set here',
        'set __file__',
        'set  y',
        'here',
      ),
      value,
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(
      fc.constantFrom('get g', 'get  g', 'get q'),
      mostly(fc.constantFrom('g', 'k', 'here'), fc.constantFrom('q', '')),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom('pipeline', 'next', 'use', 'require'),
      fc.constantFrom('', 'a', 'gone'),
    ),
  },
)

const plainKeys = fc.array(plainKey, { maxLength: 4 })

type Keys = readonly (readonly [string, string])[]

const one = (key: string, text: fc.Arbitrary<string>): fc.Arbitrary<Keys> => text.map(value => [[key, value]])
const words = (name: string) =>
  fc.array(laterThan(name), { minLength: 1, maxLength: 3 }).map(list => list.join(' '))

const filterFactory = fc.oneof(
  one('paste.filter_factory', fc.constant('fx:wrap')),
  one('paste.filter_app_factory', fc.constant('fx:wrap')),
)

const appBody = (name: string): fc.Arbitrary<[string, Keys]> =>
  fc.oneof(
    fc.tuple(fc.constantFrom('app', 'application'), one('paste.app_factory', fc.constant('fx:app'))),
    fc.tuple(
      fc.constantFrom('composite', 'composit', 'app'),
      one('paste.composite_factory', fc.constant('fx:composite')),
    ),
    fc.tuple(fc.constantFrom('composite', 'app'), one('use', used(name, 'composite'))),
    fc.tuple(fc.constant('pipeline'), one('pipeline', words(name))),
    fc.tuple(
      fc.constant('filter-app'),
      fc
        .tuple(one('next', laterThan(name)), fc.oneof(filterFactory, one('use', laterThan(name))))
        .map(bodies => bodies.flat()),
    ),
  )

const filterBody = (name: string): fc.Arbitrary<[string, Keys]> =>
  fc.tuple(
    fc.constant('filter'),
    fc.oneof({ weight: 2, arbitrary: filterFactory }, one('use', used(name, 'wrap'))),
  )

const serverBody: fc.Arbitrary<[string, Keys]> = fc.tuple(
  fc.constant('server'),
  fc.oneof(
    one('paste.server_factory', fc.constant('fx:serve')),
    one('paste.server_runner', fc.constant('fx:serve')),
  ),
)

function sectionText(name: string, body: fc.Arbitrary<[string, Keys]>) {
  const filterWith = fc.option(laterThan(name), { freq: 4 })
  return fc
    .tuple(body, plainKeys, filterWith, fc.constantFrom('', '', '', ' '))
    .map(([[prefix, own], plain, outer, blank]) => {
      // Pipelines with keys of their own are refused; too many of them would leave little to compare.
      const extra = prefix === 'pipeline' ? plain.filter(([key]) => key.startsWith('set ')) : plain
      const keys = new Map([...extra, ...own, ...(outer === null ? [] : [['filter-with', outer] as const])])
      return `[${prefix}:${blank}${name}]\n${[...keys].map(([key, text]) => `${key} = ${text}`).join('\n')}\n`
    })
}

const defaults = fc
  .array(
    fc.tuple(
      mostly(fc.constantFrom('k', 'x', 'y', 'v', 'set k', 'here'), fc.constantFrom('use', 'get z')),
      mostly(fc.constantFrom('d', '', '%(here)s', 'v%%'), fc.constantFrom('%(nope)s', '%(y)s')),
    ),
    { maxLength: 3 },
  )
  .map(keys => new Map([['k', '1'], ['x', '2'], ['y', '3'], ['g', '4'], ...keys]))
  .chain(keys => fc.subarray([...keys], { minLength: Math.max(0, keys.size - 2) }))
  .map(keys => `[DEFAULT]\n${keys.map(([key, text]) => `${key} = ${text}`).join('\n')}\n`)

const leaf = fc
  .tuple(
    defaults,
    sectionText('main', appBody('c')),
    sectionText('a', filterBody('c')),
    sectionText('main', filterBody('c')),
    sectionText('a', appBody('c')),
  )
  .map(sections => sections.join('').replaceAll('config:more/leaf.ini', 'call:fx:app'))

/** All names as apps and as filters, of which one or the other is missing, or there in a second spelling. */
const wired = fc
  .tuple(
    defaults,
    ...names.map(name => sectionText(name, appBody(name))),
    ...names.map(name => sectionText(name, filterBody(name))),
    sectionText('main', serverBody),
    mostly(fc.constant(''), sectionText('a', appBody('a')), 6),
  )
  .chain(sections => fc.shuffledSubarray(sections, { minLength: sections.length - 1 }))
  .map(sections => [...new Map(sections.map(text => [text.split('\n', 1)[0], text])).values()].join(''))

const kind = fc.constantFrom('app', 'app', 'app', 'filter', 'server') as fc.Arbitrary<Case['kind']>
const globalConf = fc.option(
  fc.dictionary(fc.constantFrom('k', 'g', 'x', 'here', 'q'), fc.constantFrom('caller', '', '%(k)s', 'c%%')),
)

export const grammarCase: fc.Arbitrary<Case> = fc.record({
  files: fc.record({ 'main.ini': text }),
  kind: fc.constant('app' as const),
  name: fc.constant(null),
  globalConf: fc.constant(null),
})

export const wiringCase: fc.Arbitrary<Case> = fc.record({
  files: fc.record({ 'main.ini': wired, 'more/leaf.ini': leaf }),
  kind,
  name: fc.constantFrom(null, 'a', 'main', 'main'),
  globalConf,
})

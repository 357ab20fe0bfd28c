import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConfigError } from '../../src/config/diagnostic.ts'
import { examineConfig } from '../../src/config/load.ts'
import * as option from '../../src/config/option.ts'
import { readQuoted } from '../../src/config/values.ts'
import { diagnosticsOf } from '../src/config/scratch.ts'
import { install } from '../support/apt.ts'
import { type Exchange, startExchange } from '../support/exchange.ts'
import { checkCases, fuzzTimes } from '../support/random-cases.ts'

const help = ''

/** The same options as in oslo-config/read.py. */
const groups = {
  DEFAULT: {
    name: option.text({ help, deprecatedNames: ['old', 'ancient.name'] }),
    count: option.integer({ help, min: -5, max: 100 }),
    level: option.integer({ help }),
    ratio: option.float({ help }),
    debug: option.boolean({ help, default: false }),
    words: option.list({ help, default: ['a'] }),
    bounded: option.boundedList({ help, of: readQuoted }),
    pairs: option.dict({ help }),
    dirs: option.multi({ help, deprecatedNames: ['folders'] }),
    port: option.port({ help }),
    host: option.host({ help }),
    kind: option.choice({ help, choices: ['one', 'two'] }),
    digits: option.text({ help, pattern: /^\d+$/ }),
  },
  store: { path: option.text({ help }), size: option.integer({ help }), name: option.text({ help }) },
}
const declared = Object.entries(groups).map(([name, options]) => option.optionGroup(name, options))

interface Case {
  readonly files: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

interface Outcome {
  readonly fault?: string
  readonly values?: Readonly<Record<string, { readonly value?: unknown; readonly error?: string }>>
}

let folder: string
let python: Exchange

beforeAll(async () => {
  await install('python3-oslo.config', 'glance-common')
  folder = await mkdtemp(join(tmpdir(), 'parity-'))
  python = startExchange([join(import.meta.dirname, 'oslo-config/read.py')])
})

afterAll(async () => {
  await python?.stop()
  if (folder) await rm(folder, { recursive: true })
})

const names = Object.entries(groups).flatMap(([group, options]) =>
  Object.keys(options).map(key => ({ group, key })),
)
const keys = [...new Set(names.map(({ key }) => key)), 'old', 'folders', 'stranger']

const words = fc.constantFrom(
  ...[
    '',
    'x',
    '0',
    '-3',
    '80',
    '65536',
    '007',
    '1_0',
    '1e3',
    '.5',
    'inf',
    'nan',
    'TRUE',
    'off',
    'maybe',
    'one',
    'two',
  ],
  ...[
    'a,b',
    'a, ,b,',
    '[a,b]',
    '["a,b",c]',
    '[',
    'a:b',
    'a:b,c:d',
    'a:b,a:c',
    ':b',
    '"q"',
    "'q'",
    '"',
    '"a\'',
    'a # b',
  ],
  ...[
    '$count',
    '${level}x',
    '$store.size',
    '$nobody',
    '$debug',
    '$words',
    '$$',
    '\\$x',
    '$1',
    '$store',
    '$name',
    '$dirs',
  ],
  ...['::1', '10.0.0.1', '10.0.0.256', 'h.example', 'under_score', '-h', 'é', '/a/b'],
)
const noise = fc.string({ unit: fc.constantFrom(...'ab1 ,:=[]"\'$#;\\-_.\té\x85\x1c\uFEFF'), maxLength: 8 })
const value = fc.oneof({ weight: 4, arbitrary: words }, { weight: 1, arbitrary: noise })
const assignment = fc
  .tuple(fc.constantFrom(...keys), fc.constantFrom(' = ', '=', ': ', ':'), value)
  .map(parts => parts.join(''))
const section = fc.constantFrom('[DEFAULT]', '[DEFAULT]', '[store]', '[STORE]', '[ancient]', '[other]')
const continuation = fc.tuple(fc.constantFrom(' ', '\t', '  '), value).map(parts => parts.join(''))
const filler = fc.constantFrom('', '# comment', ';comment', '   ')
const soundLine = fc.oneof(
  { weight: 6, arbitrary: assignment },
  { weight: 2, arbitrary: section },
  { weight: 1, arbitrary: filler },
)
const anyLine = fc.oneof(
  { weight: 6, arbitrary: soundLine },
  { weight: 2, arbitrary: continuation },
  { weight: 1, arbitrary: noise },
  { weight: 1, arbitrary: fc.constantFrom('[a', '[]', '[a] # b', '= x', 'word', '[[x]]') },
)

function filesOf(line: fc.Arbitrary<string>, first: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return (
    fc
      .tuple(first, fc.array(line, { maxLength: 14 }))
      // Where a file begins with a byte order mark, oslo.config refuses it, and here it goes.
      .map(([start, lines]) => [start.replace(/^\uFEFF+/, ''), ...lines].join('\n'))
  )
}

const env = fc
  .uniqueArray(
    fc.tuple(
      fc
        .constantFrom(...names.filter(({ key }) => key !== 'dirs'))
        .map(({ group, key }) => `OS_${group}__${key}`.toUpperCase()),
      words,
    ),
    { maxLength: 3, selector: ([name]) => name },
  )
  .map(variables => Object.fromEntries(variables))

test.each([
  ['sound files', filesOf(soundLine, section), 1500],
  ['lines of any kind', filesOf(anyLine, fc.oneof(section, anyLine)), 1500],
])('%s come out as in oslo.config', { timeout: 600_000 * fuzzTimes }, async (_, file, count) => {
  const cases = fc.record({ files: fc.array(file, { minLength: 1, maxLength: 3 }), env })
  await checkCases(fc.asyncProperty(cases, compare), count)
})

test.each([
  'glance-api.conf',
  'glance-cache.conf',
  'glance-scrubber.conf',
  'glance-manage.conf',
  'glance-image-import.conf',
])("every option that Debian's %s shows is known", async name => {
  const shown = await readFile(join('/usr/share/glance-common', name), 'utf8')
  const path = join(folder, name)
  await writeFile(path, shown.replaceAll(/^#(\w+ *=).*$/gm, '$1'))
  const doubts = await diagnosticsOf({ files: [path], home: folder, env: {} })
  expect(doubts.filter(({ code }) => code.startsWith('CONFIG_UNKNOWN'))).toEqual([])
})

async function compare(given: Case) {
  const files = given.files.map((_, index) => join(folder, `${index}.conf`))
  for (const [index, text] of given.files.entries()) await writeFile(files[index] ?? '', text)
  const { fault, values } = await python.ask<Outcome>({ files, env: given.env })
  expect(await outcomeHere(files, given.env)).toEqual(withoutAccidents({ fault, values }))
}

async function outcomeHere(files: readonly string[], env: Case['env']): Promise<Outcome> {
  const { config, diagnostics } = await examineConfig({ files, env, home: folder, groups: declared })
  const syntax = diagnostics.find(({ code }) => code === 'CONFIG_SYNTAX')
  if (syntax) return withoutAccidents({ fault: syntax.message })
  const values = names.map(({ group, key }) => {
    const options = groups[group as keyof typeof groups] as Parameters<typeof option.optionGroup>[1]
    const one = option.optionGroup(group, { [key]: options[key] as (typeof options)[string] })
    return [`${group}.${key}`, outcomeOf(() => config.read(one)[key])] as const
  })
  return { values: Object.fromEntries(values) }
}

function outcomeOf(read: () => unknown): { value?: unknown; error?: string } {
  try {
    const value = read() ?? null
    return { value: typeof value === 'number' && !Number.isFinite(value) ? pythonName(value) : value }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { error: error.faults[0]?.message.split(' is not valid: ')[1] ?? '' }
  }
}

/** Of a number that JSON does not have. */
function pythonName(value: number): string {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
}

/** oslo.config notices a missing section a line later, and does not show the line. */
function withoutAccidents(outcome: Outcome): Outcome {
  const missing = /:\d+, (Section must be started before assignment).*/s
  return outcome.fault === undefined ? outcome : { fault: outcome.fault.replace(missing, ' $1') }
}

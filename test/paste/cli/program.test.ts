import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runPaste } from '../../../paste/cli/program.ts'
import { folderWith } from '../../support/folder.ts'
import { parts } from '../parts.ts'

const sound = `[pipeline:main]
pipeline = a one
[pipeline:main-twice]
pipeline = a a one
[app:one]
paste.app_factory = ./parts.js:app
size = 1
[filter:a]
paste.filter_factory = ./parts.js:filter
name = a
`

const run = (files: Readonly<Record<string, string>>, ...argv: string[]) =>
  runOn({ hasColors: false }, files, argv)

async function runOn(
  { hasColors }: { readonly hasColors: boolean },
  files: Readonly<Record<string, string>>,
  argv: readonly string[],
) {
  const folder = await folderWith({ 'app.ini': sound, 'parts.js': parts, ...files })
  const out: string[] = []
  const err: string[] = []
  const terminal = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    hasColors,
    signal: AbortSignal.timeout(300),
  }
  const code = await runPaste(
    argv.map(word => word.replace('@', folder)),
    terminal,
  )
  const text = (pieces: readonly string[]) => pieces.join('').replaceAll(folder, '@')
  return { code, out: text(out), err: text(err) }
}

describe('paste check', () => {
  test('ends with 0 where nothing is wrong', async () => {
    expect(await run({}, 'check', '@/app.ini')).toEqual({ code: 0, out: '0 errors, 0 warnings\n', err: '' })
  })

  test('ends with 1 and prints each fault', async () => {
    const { code, out } = await run({ 'app.ini': '[pipeline:main]\npipeline = gone\n' }, 'check', '@/app.ini')
    expect({ code, out }).toEqual({
      code: 1,
      out: `PASTE_NO_SECTION  @/app.ini:2  [pipeline:main] pipeline
  there is no app "gone"
  2 | pipeline = gone
                 ^^^^
  add a section [app:gone]

1 error, 0 warnings
`,
    })
  })

  test('counts warnings as faults when it is to be strict', async () => {
    const files = { 'app.ini': sound.replace('size = 1', 'size = 1 # small') }
    expect((await run(files, 'check', '@/app.ini')).code).toBe(0)
    expect((await run(files, 'check', '@/app.ini', '--strict')).code).toBe(1)
  })

  test('prints JSON for programs', async () => {
    const { out } = await run({ 'app.ini': 'junk\n' }, 'check', '@/app.ini', '--format', 'json')
    expect(JSON.parse(out)).toEqual([
      {
        severity: 'error',
        code: 'PASTE_NO_HEADER',
        file: '@/app.ini',
        line: 1,
        problem: 'this line stands before the first [section]',
        hint: 'put it below the section that it belongs to, or below [DEFAULT]',
      },
    ])
  })

  test('lets variables of the environment and globals in', async () => {
    const files = { 'app.ini': sound.replace('size = 1', 'size = %(ENV_PATH)s %(given)s') }
    expect((await run(files, 'check', '@/app.ini')).code).toBe(1)
    expect((await run(files, 'check', '@/app.ini', '--env', '--set', 'given=a=b')).code).toBe(0)
  })
})

test('colours are for terminals', async () => {
  const faulty = { 'app.ini': 'junk\n' }
  const colour = '\u001b['
  expect((await runOn({ hasColors: true }, faulty, ['check', '@/app.ini'])).out).toContain(colour)
  expect((await runOn({ hasColors: true }, {}, ['show', '@/app.ini'])).out).toContain(colour)
  expect((await run(faulty, 'check', '@/app.ini')).out).not.toContain(colour)
  expect((await run({}, 'show', '@/app.ini')).out).not.toContain(colour)
})

describe('paste show', () => {
  test('prints the tree with the line of each value', async () => {
    const { code, out } = await run({}, 'show', '@/app.ini', '--app', 'main')
    expect(code).toBe(0)
    expect(out).toBe(`pipeline main  @/app.ini:1
├─ filter a  ./parts.js:filter  :8
│      name = a  :10
└─ app one  ./parts.js:app  :5
       size = 1  :7
`)
  })

  test('tells a global that a section sets from one of [DEFAULT] and one of the caller', async () => {
    const text = `[DEFAULT]\nregion = north\nzone = 1\n${sound.replace('pipeline = a one', 'set zone = 2\n$&')}`
    const { out } = await run({ 'app.ini': text }, 'show', '@/app.ini', '--app', 'main', '--set', 'owner=me')
    expect(out.split('\n').slice(1, 4).toSorted()).toEqual([
      '  [DEFAULT] region = north  :2',
      '  set owner = me  given by the caller',
      '  set zone = 2  :5',
    ])
  })

  test('prints the flavor that is asked for', async () => {
    const { out } = await run({}, 'show', '@/app.ini', '--flavor', 'twice')
    expect(out.match(/filter a/g)).toHaveLength(2)
  })

  test('prints all that the file builds where nothing is asked for', async () => {
    const { out } = await run({}, 'show', '@/app.ini')
    expect(out.match(/^pipeline .*/gm)).toEqual([
      'pipeline main  @/app.ini:1',
      'pipeline main-twice  @/app.ini:3',
    ])
  })

  test('prints JSON', async () => {
    const { out } = await run({}, 'show', '@/app.ini', '--app', 'main', '--format', 'json')
    expect(JSON.parse(out)).toMatchObject([{ type: 'pipeline', branches: [{ inner: { name: 'one' } }] }])
  })

  test.each([
    ['dot', 'digraph paste {', 'n0 -> n1'],
    ['mermaid', 'flowchart LR', 'n0 --> n1'],
  ])('prints a graph for %s', async (format, head, edge) => {
    const { out } = await run({}, 'show', '@/app.ini', '--app', 'main', '--format', format)
    expect(out.startsWith(head)).toBe(true)
    expect(out).toContain(edge)
  })

  test('ends with 1 and the fault where there is one', async () => {
    const { code, err } = await run({ 'app.ini': '' }, 'show', '@/app.ini', '--app', 'x')
    expect(code).toBe(1)
    expect(err).toContain('PASTE_NO_SECTION')
  })

  test('prints no secret', async () => {
    const files = { 'app.ini': sound.replace('size = 1', 'admin_password = opensesame') }
    for (const format of ['text', 'json']) {
      expect((await run(files, 'show', '@/app.ini', '--format', format)).out).not.toContain('opensesame')
    }
  })
})

describe('paste diff', () => {
  test('ends with 0 where only the way of writing differs', async () => {
    const other = sound.replace('size = 1', '# a comment\n\nsize: 1')
    expect(await run({ 'b.ini': other }, 'diff', '@/app.ini', '@/b.ini')).toEqual({
      code: 0,
      out: '',
      err: '',
    })
  })

  test('ends with 1 and prints what would be built otherwise', async () => {
    const other = sound
      .replace('pipeline = a one', 'pipeline = a a one')
      .replace('size = 1', 'size = 2\nmore = 3')
    const { code, out } = await run({ 'b.ini': other }, 'diff', '@/app.ini', '@/b.ini', '--app', 'main')
    expect(code).toBe(1)
    expect(out).toBe(`- main: a one
+ main: a a one
- main › one: size = 1
+ main › one: size = 2
+ main › one: more = 3
`)
  })
})

describe('paste serve', () => {
  test('serves until it is told to end', async () => {
    const server = '[server:main]\nuse = egg:Paste#http\nport = 0\n'
    const { code, out } = await run({ 'app.ini': sound + server }, 'serve', '@/app.ini')
    expect(code).toBe(0)
    expect(out).toMatch(/^serving on http:\/\/127\.0\.0\.1:\d+\/\n$/)
  })

  test('listens where the command line says', async () => {
    expect((await run({}, 'serve', '@/app.ini', '--port', '0')).out).toMatch(/serving on/)
  })

  test('ends with 1 and without a stack where the port is taken', async () => {
    const { port } = (await takePort()).address() as AddressInfo
    expect(await run({}, 'serve', '@/app.ini', '--port', String(port))).toEqual({
      code: 1,
      out: '',
      err: `cannot listen: listen EADDRINUSE: address already in use 127.0.0.1:${port}
--host and --port say where else
`,
    })
  })

  test('ends with 1 where the app cannot be loaded', async () => {
    const { code, err } = await run({ 'app.ini': 'junk' }, 'serve', '@/app.ini')
    expect(code).toBe(1)
    expect(err).toContain('PASTE_')
  })
})

async function takePort(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return server
}

describe('paste completion', () => {
  test.each(['bash', 'zsh', 'fish'])('prints a script for %s', async shell => {
    const { code, out } = await run({}, 'completion', shell)
    expect(code).toBe(0)
    for (const word of ['check', 'show', 'diff', 'serve', 'flavor', 'mermaid']) expect(out).toContain(word)
  })
})

test('the version is that of the program around', async () => {
  const out: string[] = []
  const terminal = { out: (text: string) => void out.push(text), err: () => {}, hasColors: false }
  expect(await runPaste(['--version'], terminal, { version: '1.2.3' })).toBe(0)
  expect(out).toEqual(['1.2.3\n'])
})

describe('wrong usage ends with 2', () => {
  test.each([
    [['chek', 'x'], 'Did you mean check?'],
    [['check'], "missing required argument 'file'"],
    [['show', 'x', '--format', 'svg'], 'Allowed choices are text, json, dot, mermaid'],
    [['check', 'x', '--flavour', 'y'], 'Did you mean --flavor?'],
  ])('%j', async (argv, text) => {
    const { code, err } = await run({}, ...argv)
    expect(code).toBe(2)
    expect(err).toContain(text)
  })
})

test('help is no fault', async () => {
  const { code, out } = await run({}, '--help')
  expect(code).toBe(0)
  expect(out).toContain('Exit codes: 0 fine, 1 faults or differences, 2 wrong usage.')
})

test('help and completion go by the name that the command is called by', async () => {
  const out: string[] = []
  const terminal = { out: (text: string) => void out.push(text), err: () => {}, hasColors: false }
  for (const argv of [['--help'], ...['bash', 'zsh', 'fish'].map(shell => ['completion', shell])]) {
    await runPaste(argv, terminal, { name: 'glasspaste' })
  }
  expect(out.join('')).toContain('Usage: glasspaste ')
  for (const line of [
    'complete -o default -F _glasspaste glasspaste',
    '#compdef glasspaste',
    'complete -c glasspaste ',
  ]) {
    expect(out.join('\n')).toContain(line)
  }
})

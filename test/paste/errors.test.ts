import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { codes } from '../../paste/codes.ts'
import { findWord, formatDiagnostic, formatPlace, PasteError, warning } from '../../paste/errors.ts'

const at = {
  file: '/etc/glance-api-paste.ini',
  line: 41,
  section: 'composite:api',
  key: 'keystone+caching',
  source: 'keystone+caching = cors authtoken cashe rootapp',
  word: 'cashe',
}

test('an error says code, place, problem, line and hint', () => {
  const hint = 'did you mean "cache" (line 63)?'
  expect(
    new PasteError('PASTE_NO_SECTION', at, 'there is no filter "cashe"', { hint }).message,
  ).toBe(`PASTE_NO_SECTION  /etc/glance-api-paste.ini:41  [composite:api] keystone+caching
  there is no filter "cashe"
  41 | keystone+caching = cors authtoken cashe rootapp
                                         ^^^^^
  did you mean "cache" (line 63)?`)
})

test('the password of a URL is shown nowhere', () => {
  const url = 'http://me:s3cret@host:5OOO'
  const spot = { ...at, key: 'url', source: `url = ${url}`, word: url }
  expect(new PasteError('PASTE_BAD_OPTION', spot, `"${url}" is no URL`).message).toBe(
    `PASTE_BAD_OPTION  /etc/glance-api-paste.ini:41  [composite:api] url
  "http://me:***@host:5OOO" is no URL
  41 | url = http://me:***@host:5OOO
             ^^^^^^^^^^^^^^^^^^^^^^^`,
  )
})

test('an error carries its parts', () => {
  const cause = new Error('inner')
  const error = new PasteError('PASTE_NO_SECTION', at, 'there is none', { hint: 'add it', cause })
  expect(error).toMatchObject({
    ...at,
    code: 'PASTE_NO_SECTION',
    problem: 'there is none',
    hint: 'add it',
    cause,
  })
  expect(error).toBeInstanceOf(Error)
})

test('an error that is copied, as logs do, has all its parts', () => {
  const error = new PasteError('PASTE_NO_SECTION', at, 'there is none', { hint: 'add it' })
  expect({ ...error }).toMatchObject({
    ...at,
    code: 'PASTE_NO_SECTION',
    problem: 'there is none',
    hint: 'add it',
  })
})

test('what is not known is left out', () => {
  expect(formatDiagnostic(warning('PASTE_LOST_KEY', { file: '/a.ini' }, 'lost'))).toBe(
    'PASTE_LOST_KEY  /a.ini\n  lost',
  )
})

test('files below the working directory are shown relative to it', () => {
  expect(formatPlace({ file: join(process.cwd(), 'etc/a.ini'), line: 3 })).toBe('etc/a.ini:3')
})

test('a file is named in full where the working directory is the root, as a service has it', () => {
  vi.spyOn(process, 'cwd').mockReturnValue('/')
  onTestFinished(() => void vi.restoreAllMocks())
  expect(formatPlace({ file: '/etc/glance/a.ini' })).toBe('/etc/glance/a.ini')
})

test('a tab before the word is a tab before the mark', () => {
  const lines = formatDiagnostic(
    warning('PASTE_LOST_KEY', { line: 1, source: '\tx = yy', word: 'yy' }, 'p'),
  ).split('\n')
  expect(lines[3]).toBe('      \t    ^^')
})

test('a whole word is found before a part of another, the last first', () => {
  expect(findWord('cache = cache cachemanage', 'cache')).toBe(8)
  expect(findWord('cachemanage', 'cache')).toBe(0)
  expect(findWord('x', 'y')).toBe(-1)
})

describe('the table of codes', () => {
  const folder = join(import.meta.dirname, '../../paste')
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && name !== 'codes.ts')
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n')

  test('has no code that nothing uses', () => {
    expect(Object.keys(codes).filter(code => !sources.includes(`'${code}'`))).toEqual([])
  })

  test('is what docs/paste-errors.md shows', async () => {
    await expect(renderPage()).toMatchFileSnapshot('../../docs/paste-errors.md')
  })
})

function renderPage(): string {
  const entries = Object.entries(codes).map(
    ([code, { means, todo }]) => `### ${code}\n\n${means}\n\n${todo}\n`,
  )
  return `# Errors of paste files

Every fault of a paste file is a \`PasteError\`. Its message says where it stands, what is wrong, and what to do:

\`\`\`
${new PasteError('PASTE_NO_SECTION', { ...at, file: 'etc/glance-api-paste.ini' }, 'there is no filter "cashe"', { hint: 'did you mean "cache" (line 63)?' }).message}
\`\`\`

The parts are fields of the error, too: \`code\`, \`file\`, \`line\`, \`section\`, \`key\`, \`problem\`, \`hint\`, and \`cause\`, the error of a
factory or a module. \`paste check FILE\` finds all faults at once. Warnings look the same; \`loadApp\` gives them to \`onWarning\`.

${entries.join('\n')}`
}

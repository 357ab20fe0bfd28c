import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../paste/errors.ts'
import { type LoadOptions, loadApp } from '../../paste/load.ts'
import { folderWith } from '../support/folder.ts'
import { faultOf, load } from './load-text.ts'

describe('a fault says where it is and what to do', () => {
  test('a misspelt filter is marked in its line', async () => {
    const { message, file } = await faultOf('[pipeline:main]\npipeline = a bb one\n')
    expect(message).toBe(`PASTE_NO_SECTION  ${file}:2  [pipeline:main] pipeline
  there is no filter "bb"
  2 | pipeline = a bb one
                   ^^
  did you mean "b" (line 10)?`)
  })

  test.each([
    [
      'an app among the filters',
      '[pipeline:main]\npipeline = one one\n',
      'PASTE_NO_SECTION',
      2,
      '"one" (line 4) is an app, and a filter is needed here',
    ],
    [
      'a filter at the end',
      '[pipeline:main]\npipeline = a\n',
      'PASTE_NO_SECTION',
      2,
      '"a" (line 7) is a filter, and an app is needed here',
    ],
    [
      'a key of a pipeline',
      '[pipeline:main]\npipeline = a one\nx = 1\n',
      'PASTE_EXTRA_SETTING',
      3,
      'set it in the section of a, or write "set x = …" for all of them',
    ],
    [
      'an export',
      '[app:main]\npaste.app_factory = ./parts.js:ap\n',
      'PASTE_NO_EXPORT',
      2,
      'did you mean "app"?',
    ],
    [
      'a file',
      '[app:main]\npaste.app_factory = ./part.js:app\n',
      'PASTE_NO_MODULE',
      2,
      'did you mean "parts.js"?',
    ],
    [
      'a package',
      '[app:main]\nuse = egg:surely-not-there\n',
      'PASTE_NO_PACKAGE',
      2,
      'npm install surely-not-there',
    ],
    [
      'a package of Python',
      '[app:main]\nuse = egg:SurelyNot#there\n',
      'PASTE_NO_PACKAGE',
      2,
      'this is a name of Python: write a counterpart for Node',
    ],
    [
      'a filter of Python',
      '[app:main]\npaste.app_factory = surely_not.there:Thing.factory\n',
      'PASTE_NO_MODULE',
      2,
      expect.stringContaining('a name of Python'),
    ],
    [
      'an export that is no function',
      '[app:main]\npaste.app_factory = ./parts.js:number\n',
      'PASTE_NOT_A_FACTORY',
      2,
      expect.stringContaining('functions of its module are '),
    ],
    [
      'a name without export',
      '[app:main]\npaste.app_factory = ./parts.js\n',
      'PASTE_BAD_NAME',
      2,
      'write ./parts.js:default, or the export that is meant',
    ],
    [
      'a result that is none',
      '[app:main]\npaste.app_factory = ./parts.js:nothing\n',
      'PASTE_WRONG_RESULT',
      2,
      'return a function (req, res, next) => …',
    ],
    [
      'a factory that throws',
      '[app:main]\npaste.app_factory = ./parts.js:failing\n',
      'PASTE_FACTORY_FAILED',
      2,
      expect.stringMatching(/^look at \S+\/parts\.js:\d+$/),
    ],
    [
      'a factory of another kind',
      '[filter:f]\npaste.app_factory = ./parts.js:app\n[pipeline:main]\npipeline = f one\n',
      'PASTE_NO_FACTORY',
      2,
      'write paste.filter_factory = MODULE:export',
    ],
    [
      'a call in a pipeline',
      '[pipeline:main]\npipeline = call:./parts.js:filter one\n',
      'PASTE_NO_PROTOCOL',
      2,
      'give it a section [filter:NAME] with "paste.filter_factory = ./parts.js:filter"',
    ],
    [
      'a module beside use',
      '[app:main]\nuse = ./parts.js:app\n',
      'PASTE_NO_SECTION',
      2,
      'write call:./parts.js:app',
    ],
    [
      'a package beside use',
      '[app:main]\nuse = helmet:default\n',
      'PASTE_UNKNOWN_SCHEME',
      2,
      'there are config:, egg: and call:; an export of a package is call:helmet:default',
    ],
    [
      'a module in a pipeline',
      '[pipeline:main]\npipeline = ./parts.js:filter one\n',
      'PASTE_NO_SECTION',
      2,
      'give it a section [filter:NAME] with "paste.filter_factory = ./parts.js:filter"',
    ],
    [
      'a scheme',
      '[app:main]\nuse = cal:./parts.js:app\n',
      'PASTE_UNKNOWN_SCHEME',
      2,
      'did you mean "call:"?',
    ],
    [
      'a file of sections',
      '[app:main]\nuse = config:ap.ini\n',
      'PASTE_NO_FILE',
      2,
      'did you mean "app.ini"?',
    ],
    ['a folder', '[app:main]\nuse = config:.\n', 'PASTE_NO_FILE', 2, 'name a file in it'],
    [
      'a circle',
      '[app:main]\nuse = x\n[app:x]\nuse = main\n',
      'PASTE_CYCLE',
      4,
      'let one of them name a section outside of the circle',
    ],
    [
      'an object of factories',
      '[app:main]\npaste.app_factory = ./parts.js:object.nested\n',
      'PASTE_NOT_A_FACTORY',
      2,
      'did you mean ./parts.js:object.nested.app?',
    ],
    [
      'a circle through a composite',
      '[composite:main]\nuse = egg:Paste#urlmap\n/ = main\n',
      'PASTE_CYCLE',
      3,
      'name another section, or what makes this one',
    ],
    [
      'a requirement',
      '[app:main]\nuse = one\nrequire = express surely-not-there\n',
      'PASTE_NO_PACKAGE',
      3,
      expect.any(String),
    ],
  ])('%s', async (_, text, code, line, hint) => {
    const fault = await faultOf(text)
    expect({ code: fault.code, line: fault.line, hint: fault.hint }).toEqual({ code, line, hint })
  })

  test('a circle is printed as a path', async () => {
    const { problem } = await faultOf('[app:main]\nuse = x\n[app:x]\nuse = y\n[app:y]\nuse = x\n')
    expect(problem).toBe('the section leads back to itself: app:x -> app:y -> app:x')
  })

  test('the error of a factory stays its cause', async () => {
    const { cause } = await faultOf('[app:main]\npaste.app_factory = ./parts.js:failing\n')
    expect(cause).toMatchObject({ message: 'no such luck' })
  })

  test('a module that breaks while it is imported is told from one that is not there', async () => {
    const text = '[app:main]\npaste.app_factory = ./broken.js:app\n'
    await expect(load(text, {}, { 'broken.js': 'throw new Error("broken inside")' })).rejects.toThrow(
      '"./broken.js:app" could not be imported: broken inside',
    )
  })
})

test.each([
  ['old.module:Ap', undefined],
  ['old.module:Ap', import.meta],
  ['egg:old#ap', undefined],
])('a name that is nearly an alias, %s, is answered with that', async (name, relativeTo) => {
  const aliases = { 'old.module:App': './parts.js:app', 'egg:old#app': './parts.js:app' }
  const key = name.startsWith('egg:') ? 'use' : 'paste.app_factory'
  const folder = await folderWith({ 'app.ini': `[app:main]\n${key} = ${name}\n` })
  await expect(loadApp(`config:${folder}/app.ini`, { aliases, relativeTo })).rejects.toThrow(
    `did you mean "${name.replace(/ap$/i, match => `${match}p`)}"?`,
  )
})

describe('warnings', () => {
  async function warningsOf(text: string, options: LoadOptions = {}): Promise<string[]> {
    const warnings: Diagnostic[] = []
    await load(text, { ...options, onWarning: warning => warnings.push(warning) })
    return warnings.map(({ code, line }) => `${code} ${line}`)
  }

  test.each([
    [
      'a key that [DEFAULT] has',
      '[DEFAULT]\nx = 1\n[app:main]\nuse = one\nx = 2\n',
      ['PASTE_SHADOWED_KEY 5'],
    ],
    ['a comment after a value', '[app:main]\nuse = one\nx = 1 # one\n', ['PASTE_INLINE_COMMENT 3']],
    [
      'a second spelling of a section',
      '[application:main]\nx = 1\n[app:main]\nuse = one\n',
      ['PASTE_SHADOWED_SECTION 1'],
    ],
    [
      'a key beside use that reaches nothing',
      '[app:main]\nuse = p\nx = 1\n[pipeline:p]\npipeline = one\n',
      ['PASTE_LOST_KEY 3'],
    ],
    [
      'a default that comes out empty',
      '[DEFAULT]\ne =\nx = %(e)s\n[app:main]\nuse = one\n',
      ['PASTE_EMPTY_DEFAULT 3'],
    ],
    ['a name of Python', '[composite:main]\nuse = egg:Paste#urlmap\n/ = one\n', ['PASTE_OLD_NAME 2']],
    ['nothing where nothing is odd', '[app:main]\nuse = one\nurl = http://h/#x\n', []],
  ])('%s', async (_, text, expected) => {
    expect(await warningsOf(text)).toEqual(expected)
  })

  test('come once, however often a section is used', async () => {
    const text = '[DEFAULT]\nx = 1\n[filter:f]\nuse = a\nx = 2\n[pipeline:main]\npipeline = f f one\n'
    expect(await warningsOf(text)).toEqual(['PASTE_SHADOWED_KEY 5'])
  })

  test('the keys of the caller shadow those of sections, too', async () => {
    expect(await warningsOf('[app:main]\nuse = one\nx = 2\n', { globalConf: { x: '1' } })).toEqual([
      'PASTE_SHADOWED_KEY 3',
    ])
  })
})

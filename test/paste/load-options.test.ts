import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { check } from '../../paste/check/check.ts'
import type { PasteError } from '../../paste/errors.ts'
import { loadApp } from '../../paste/load.ts'
import { send } from '../../paste/testing.ts'
import { folderWith } from '../support/folder.ts'
import { answerOf, faultOf, load, sections } from './load-text.ts'
import { parts } from './parts.ts'

describe('declared options', () => {
  const limited = `
    import { defineFilter } from '${new URL('../../paste/options/define-filter.ts', import.meta.url)}'
    import { option } from '${new URL('../../paste/options/options.ts', import.meta.url)}'
    export const limit = defineFilter({
      options: { size: option.integer(), password: option.secret('') , kind: option.oneOf(['a', 'b'], 'a') },
      create: ({ size }) => (req, res, next) => { req.trail = [size]; return next() },
    })`
  const pipeline =
    '[pipeline:main]\npipeline = limit one\n[filter:limit]\npaste.filter_factory = ./limit.ts:limit\n'

  test('reach the filter with their types', async () => {
    const app = await load(`${pipeline}size = 9\n`, {}, { 'limit.ts': limited })
    expect((await answerOf(app)).trail).toEqual([9])
  })

  /** What loading says of a section whose schema throws at every value but `name` that is no JSON. */
  async function faultOfThrowing(keys: string): Promise<PasteError> {
    const throwing = `
      import { defineFilter } from '${new URL('../../paste/options/define-filter.ts', import.meta.url)}'
      const parse = ({ name, ...lists }) => Object.values(lists).map(text => JSON.parse(text))
      const options = { '~standard': { version: 1, vendor: 'test', validate: conf => ({ value: parse(conf) }) } }
      export const limit = defineFilter({ options, create: () => (req, res, next) => next() })`
    const folder = await folderWith({
      'app.ini': pipeline + keys + sections,
      'parts.js': parts,
      'limit.ts': throwing,
    })
    const fault: PasteError = await loadApp(`config:${folder}/app.ini`).catch(error => error)
    expect(await check(`config:${folder}/app.ini`)).toEqual([fault])
    return fault
  }

  test.each([
    ['the key', 'name = x\nlevels = [1,\n', { line: 6, key: 'levels', word: '[1,' }],
    ['the section, where no key is to blame', 'name = x\nlevels = [1,\nmore = [\n', { line: 3 }],
  ])('a schema that throws is an error that names %s', async (_, keys, place) => {
    expect(await faultOfThrowing(keys)).toMatchObject({
      code: 'PASTE_BAD_OPTION',
      section: 'filter:limit',
      ...place,
      problem: expect.stringContaining('JSON'),
      hint: expect.stringContaining('report an issue'),
      cause: expect.any(SyntaxError),
    })
  })

  test('a schema that throws at a secret tells nothing of it', async () => {
    const fault = await faultOfThrowing('token = hush\n')
    expect(fault).toMatchObject({ line: 5, key: 'token', source: 'token = ****' })
    expect(inspect(fault)).not.toContain('hush')
  })

  test.each([
    ['an unknown key', 'size = 1\nsze = 9\n', 'PASTE_UNKNOWN_OPTION', 6],
    ['a missing key', '', 'PASTE_MISSING_OPTION', 3],
    ['a wrong value', 'size = many\n', 'PASTE_BAD_OPTION', 5],
  ])('%s is an error at its line', async (_, keys, code, line) => {
    await expect(load(pipeline + keys, {}, { 'limit.ts': limited })).rejects.toThrow(
      expect.objectContaining({ code, line }),
    )
  })
})

describe('a middleware of npm', () => {
  const section =
    '[pipeline:main]\npipeline = m one\n[filter:m]\nuse = call:glasspaste/paste:expressMiddleware\n'

  test('is found where the program has its packages', async () => {
    const folder = await folderWith({
      'app.ini': `${section}middleware = helmet:default\n${sections}`,
      'parts.js': parts,
    })
    const app = await loadApp(`config:${folder}/app.ini`, { relativeTo: import.meta })
    expect((await send(app, '/')).headers.get('x-content-type-options')).toBe('nosniff')
    await expect(loadApp(`config:${folder}/app.ini`)).rejects.toThrow('there is no package "helmet"')
  })

  test.each([
    ['one that is not there', 'middleware = ./parts.js:fitler\n', 'PASTE_NO_EXPORT', 5],
    ['what makes none', 'limit = 1\nmiddleware = ./parts.js:nothing\n', 'PASTE_WRONG_RESULT', 6],
    ['none', 'limit = 1\n', 'PASTE_MISSING_OPTION', 3],
  ])('%s is an error at its line', async (_, keys, code, line) => {
    expect(await faultOf(section + keys)).toMatchObject({
      code,
      line,
      key: 'middleware',
      section: 'filter:m',
    })
  })
})

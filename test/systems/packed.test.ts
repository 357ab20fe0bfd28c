import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { freePort, portAnswers } from '../support/ports.ts'
import { runToEnd } from '../support/program.ts'
import { tellSeed } from '../support/random-numbers.ts'
import { askOnAndOn, counter, counting, liveServer } from './packed/live.ts'
import { installPacked, type Project } from './packed/project.ts'
import { site, slips } from './packed/site.ts'

const root = join(import.meta.dirname, '../..')
let project: Project

beforeAll(async () => {
  project = await installPacked()
  for (const page of ['docs/mount-in-express.md', 'docs/write-a-filter.md', 'README.md']) {
    await project.copyBlocks(page)
  }
  await project.write('site.ini', site)
})
afterAll(() => project?.[Symbol.asyncDispose]())

describe('the package', () => {
  test('is clean to publint', async () => {
    const output = await runToEnd('npx', ['publint', project.tarball], { cwd: root })
    expect(output).toContain('All good!')
  })

  test('has the right types at every entry point', async () => {
    const entries = ['paste/testing', 'filters/cors', 'contracts/filter', 'contracts/store']
    await runToEnd(
      'npx',
      ['attw', '--profile', 'esm-only', project.tarball, '--include-entrypoints', ...entries],
      { cwd: root },
    )
  })

  test('lets the code of the pages through the type checker', async () => {
    await project.write('tsconfig.json', JSON.stringify(tsconfig))
    expect(await project.npx('tsc', '--noEmit')).toEqual({ output: '', code: 0 })
  })
})

const tsconfig = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    types: ['node'],
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  },
  include: ['*.ts'],
}

describe('a pipeline of filters of the pages and middlewares of npm', () => {
  test('answers where an Express 5 app mounts it in one line', async () => {
    const port = await freePort()
    await project.write(
      'app.ts',
      (await project.read('server.ts')).replace('hello-paste', 'site').replace('8080', String(port)),
    )
    const server = project.start('node', 'app.ts')
    onTestFinished(async () => void (await server.stop()))
    await portAnswers(port, server.ended)
    const ask = (options?: RequestInit) => fetch(`http://127.0.0.1:${port}/hello`, options)

    const member = await ask({ headers: { 'x-user': 'ada' } })
    expect(await member.text()).toBe('hello\n')
    expect(member.headers.get('x-frame-options')).toBe('DENY')
    expect(member.headers.get('x-ratelimit-limit')).toBe('100000')
    expect((await ask()).status).toBe(403)
    const refused = await ask({ method: 'POST', body: 'x'.repeat(2000) })
    expect(refused.status).toBe(413)
    expect(refused.headers.get('content-encoding')).toBe('gzip')
    expect((await fetch(`http://127.0.0.1:${port}/other`)).status).toBe(404)
    await expect.poll(server.output).toMatch(/answered \/ [\d.]+ ms/)
  })

  test.each(slips)('broken by "$wrong" says where, and what to do', async ({ right, wrong, error }) => {
    expect(site).toContain(right)
    await project.write(
      'broken.ini',
      site.replace(right, () => wrong),
    )
    const output = await project.run(`import { loadApp } from 'glasspaste/paste'
      const error = await loadApp('config:broken.ini', { relativeTo: import.meta }).catch(error => error)
      console.log(JSON.stringify({ ...error, message: error.message }))`)
    const { message, file, ...fault } = JSON.parse(output)
    expect(fault).toMatchObject(error)
    expect(file).toBe(join(project.folder, 'broken.ini'))
    const head = `${error.code}  broken.ini:${error.line}  [${error.section}] ${error.key}\n`
    expect(message).toContain(head)
    const { output: found, code } = await project.npx('paste', 'check', 'broken.ini')
    expect(code).toBe(1)
    for (const part of [head, error.hint]) expect(found).toContain(part)
  })

  test('is reloaded under load, and every request is answered once', async () => {
    tellSeed()
    const port = await freePort()
    await project.write('live.ini', counting(0))
    await project.write('count.ts', counter)
    await project.write('live.ts', liveServer(port))
    const server = project.start('node', 'live.ts')
    onTestFinished(async () => void (await server.stop()))
    await portAnswers(port, server.ended)

    const loading = askOnAndOn(port, 20)
    for (let version = 1; version <= 10; version++) {
      await project.write('live.ini', counting(version))
      server.child.kill('SIGHUP')
      await expect.poll(loading.latest).toBe(String(version))
      await project.write('live.ini', '[pipeline:main\nnonsense')
      server.child.kill('SIGHUP')
    }
    const asked = await loading.stop()
    const served = await (await fetch(`http://127.0.0.1:${port}/served`)).text()
    expect(asked.failures).toEqual([])
    expect(Number(served)).toBe(asked.count)
    await expect.poll(server.output).toContain('PASTE_')
  })
})

test.each([
  ['zod', "import { z } from 'zod'", 'z.strictObject({ rate: z.coerce.number().positive() })'],
  [
    'valibot',
    "import * as v from 'valibot'",
    'v.strictObject({ rate: v.pipe(v.string(), v.transform(Number), v.minValue(1)) })',
  ],
  [
    'arktype',
    "import { type } from 'arktype'",
    "type({ '+': 'reject', rate: type('string.numeric.parse').to('number > 0') })",
  ],
])('a schema of %s types the options, and its faults have their line', async (_name, imports, schema) => {
  await project.write(
    'rated.mjs',
    `${imports}
import { defineFilter } from 'glasspaste/paste'
export const factory = defineFilter({
  options: ${schema},
  create: ({ rate }) => (_req, res) => res.json(rate + 1),
})`,
  )
  const answers: unknown[] = []
  for (const conf of ['rate = 41', 'rate = -1', 'rte = 41']) {
    const pipeline =
      '[pipeline:main]\npipeline = rated hello\n[app:hello]\npaste.app_factory = ./hello.ts:factory\n'
    await project.write(
      'rated.ini',
      `${pipeline}[filter:rated]\npaste.filter_factory = ./rated.mjs:factory\n${conf}\n`,
    )
    const output = await project.run(`import { loadApp } from 'glasspaste/paste'
      import { send } from 'glasspaste/paste/testing'
      const loaded = await loadApp('config:rated.ini', { relativeTo: import.meta }).catch(error => error)
      console.log(JSON.stringify(loaded.code ? [loaded.code, loaded.line] : await (await send(loaded, '/')).json()))`)
    answers.push(JSON.parse(output))
  }
  expect(answers).toEqual([
    42,
    ['PASTE_BAD_OPTION', 7],
    expect.toBeOneOf([
      ['PASTE_BAD_OPTION', 7],
      ['PASTE_MISSING_OPTION', 5],
    ]),
  ])
})

describe('a filter is tested alone', () => {
  test('by node:test, as the page shows', async () => {
    const { output, code } = await project.npx('node', '--test', 'limit.test.ts')
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/pass 1\b/) })
  })

  test('by the contract that the package exports, in a vitest of one’s own', async () => {
    const { output, code } = await project.npx('vitest', 'run', 'limit.spec.ts')
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/1\d passed/) })
  })

  test('and fails the contract that it does not keep', async () => {
    await project.write('twice.spec.ts', breaking)
    const { output, code } = await project.npx('vitest', 'run', 'twice.spec.ts')
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('calls next() once') })
  })
})

const breaking = `import { filterContract } from 'glasspaste/contracts/filter'

filterContract('twice', {
  factory: () => (_req, _res, next) => { next(); next() },
  passes: {},
})
`

describe('the installed paste', () => {
  test('checks, shows and compares files', async () => {
    const sound = { code: 0, output: '0 errors, 0 warnings\n' }
    expect(await project.npx('paste', 'check', 'site.ini')).toEqual(sound)
    expect(await project.npx('paste', 'show', 'site.ini')).toEqual({
      code: 0,
      output: expect.stringContaining('filter limit  ./limit.ts:factory  :23'),
    })
    await project.write('other.ini', site.replace('1k', '2k'))
    expect(await project.npx('paste', 'diff', 'site.ini', 'other.ini')).toEqual({
      code: 1,
      output: '- main › limit: max_length = 1k\n+ main › limit: max_length = 2k\n',
    })
  })

  test('has a second name, for where paste is another program', async () => {
    const { output, code } = await project.npx('glasspaste', '--help')
    expect({ output, code }).toEqual({ output: expect.stringContaining('Usage: glasspaste '), code: 0 })
  })

  test('shows what the README shows', async () => {
    const { output } = await project.npx('paste', 'show', 'hello-paste.ini')
    expect(await readFile(join(root, 'README.md'), 'utf8')).toContain(
      `$ npx paste show hello-paste.ini\n${output}`,
    )
  })

  test('serves a file until it is told to stop', async () => {
    const port = await freePort()
    const server = project.start('paste', 'serve', 'site.ini', '--port', String(port))
    onTestFinished(async () => void (await server.stop()))
    await portAnswers(port, server.ended)
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-user': 'ada' } })
    expect(await answer.text()).toBe('hello\n')
    expect(await server.stop('SIGTERM')).toBe(0)
  })
})

import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { plan } from '../../paste/plan/plan.ts'
import { describePipeline } from '../../src/server/describe-pipeline.ts'
import { freePort, portAnswers } from '../support/ports.ts'
import { runToEnd, start } from '../support/program.ts'
import { openPage } from './page.ts'

const root = join(import.meta.dirname, '../..')
const page = await openPage('readme', 'README.md')
afterAll(() => page[Symbol.asyncDispose]())

/** What the page shows of a command: its lines, and what they print. */
function shown(command: string): string {
  const [, lines] = new RegExp(`\`\`\`console\n(\\$ ${command}.*?)\`\`\``, 's').exec(page.text) ?? []
  if (lines === undefined) throw new Error(`the page does not show "${command}"`)
  return lines
}

const command = (name: string) => ['--conditions=glasspaste-source', join(root, 'src/bin', `${name}.ts`)]

async function runPaste(...args: string[]): Promise<string> {
  const program = start(process.execPath, [...command('paste'), ...args], { cwd: page.folder })
  await expect.poll(() => program.ended()).toBeDefined()
  return program.output()
}

test('npm start says what the page says, and what it tells to try works', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'readme-start-'))
  const port = await freePort()
  const env = { OS_DEFAULT__BIND_PORT: String(port) }
  const service = start(process.execPath, command('start'), { cwd: folder, env })
  onTestFinished(async () => {
    await service.stop()
    await rm(folder, { recursive: true })
  })
  await portAnswers(port, service.ended)
  const [, greeting = ''] = shown('npm start').split('compiling ...\n')
  await expect.poll(() => service.output().replaceAll(String(port), '9292')).toContain(greeting.trim())
  const [, list = '', create = '', json = ''] =
    /curl (\S+)\n.*curl -X POST (\S+) .*-d '(.*)'/s.exec(service.output()) ?? []
  const created = await fetch(create, { method: 'POST', body: json })
  expect(created.status).toBe(201)
  expect(await (await fetch(list)).json()).toMatchObject({ images: [{ name: 'first' }] })
})

test('the flavor that the page names has what its name says in the stock paste file', async () => {
  const [, flavor = ''] = /^flavor = (\S+)$/m.exec(page.text) ?? []
  const stock = await plan(`config:${join(root, 'etc/glance-api-paste.ini')}`, { name: 'glance-api', flavor })
  expect(describePipeline(stock)).toMatch(/ authtoken context cache rootapp$/)
})

test('paste show prints what the page shows', async () => {
  const printed = await runPaste('show', 'hello-paste.ini')
  const asInstalled = printed.replace(
    join(root, 'paste/index.ts'),
    'node_modules/glasspaste/dist/paste/index.js',
  )
  expect(`$ npx paste show hello-paste.ini\n${asInstalled}`).toBe(shown('npx paste show'))
})

test('paste check finds the slip that the page shows, and nothing without it', async () => {
  expect(await runPaste('check', 'hello-paste.ini')).toBe('0 errors, 0 warnings\n')
  const file = join(page.folder, 'hello-paste.ini')
  const sound = await readFile(file, 'utf8')
  await writeFile(file, sound.replace('= timing', '= timng'))
  const found = await runPaste('check', 'hello-paste.ini')
  await writeFile(file, sound)
  expect(`$ npx paste check hello-paste.ini\n${found}`).toBe(shown('npx paste check'))
})

test('the server answers through its filters', async () => {
  const { url, output } = await serve('server.ts')
  const hello = await fetch(`${url}/hello`)
  expect(await hello.text()).toBe('hello\n')
  expect(hello.headers.get('x-frame-options')).toBe('DENY')
  await expect.poll(output).toMatch(/answered \/ [\d.]+ ms/)
})

test('the Images service answers under its prefix', async () => {
  await copyFile(join(root, 'etc/glance-api-paste.ini'), join(page.folder, 'etc/glance-api-paste.ini'))
  await mkdir(join(page.folder, 'var'))
  const [, manage = ''] = /npx glance-manage (.*)/.exec(page.text) ?? []
  await runToEnd(process.execPath, [...command('glance-manage'), ...manage.split(' ')], { cwd: page.folder })
  const { url } = await serve('images.ts', { OS_GLANCE_CONFIG_DIR: 'etc' })
  expect(await (await fetch(`${url}/images/v2/images`)).json()).toMatchObject({ images: [] })
})

/** Runs a server of the page, on a port that is free, until the test is over. */
async function serve(name: string, env: Readonly<Record<string, string>> = {}) {
  const port = await freePort()
  const file = join(page.folder, name)
  await writeFile(file, (await readFile(file, 'utf8')).replace('8080', String(port)))
  const server = start(process.execPath, ['--conditions=glasspaste-source', name], { cwd: page.folder, env })
  onTestFinished(async () => void (await server.stop()))
  await portAnswers(port, server.ended)
  return { url: `http://127.0.0.1:${port}`, output: server.output }
}

test('the loader alone loads nothing of the Images service', async () => {
  const code = `import { registerHooks } from 'node:module'
    registerHooks({ load(url, context, load) { console.log(url); return load(url, context) } })
    await import('glasspaste/paste')`
  const modules = await runToEnd(
    process.execPath,
    ['--conditions=glasspaste-source', '--input-type=module', '-e', code],
    { cwd: page.folder },
  )
  expect(modules).toContain('/paste/load.ts')
  expect(modules).not.toMatch(/\/glasspaste\/(src|filters)\/|better-sqlite3|opentelemetry|prom-client/)
})

test('every folder in the map is there, and every folder that is there in the map', async () => {
  const named = [...page.text.matchAll(/^\| `(\w+)\/` \|/gm)].map(([, name = '']) => name)
  const present = await readdir(root, { withFileTypes: true })
  const folders = present.filter(entry => entry.isDirectory() && /^[a-z]/.test(entry.name))
  const ours = folders.map(({ name }) => name).filter(name => !generated.includes(name))
  expect(named.toSorted()).toEqual(ours.toSorted())
})

const generated = ['node_modules', 'dist', 'var', 'coverage']

test('links lead somewhere, here and in every page', async () => {
  const pages = (await readdir(join(root, 'docs'))).map(name => `docs/${name}`)
  for (const path of ['README.md', 'examples/README.md', ...pages]) {
    const text = await readFile(join(root, path), 'utf8')
    const targets = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target)
    const missing = targets.filter(target => !existsSync(join(root, dirname(path), target)))
    expect({ path, missing }).toEqual({ path, missing: [] })
  }
})

import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Program, start } from '../support/program.ts'

const root = join(import.meta.dirname, '..', '..')
const running: Program[] = []

/** Starts an example as its README says, on a port of its own choice; gives its URL when it has printed that. */
async function startExample(folder: string, ...args: string[]): Promise<{ url: string; program: Program }> {
  // From the sources, so that nothing has to be compiled for the test.
  const program = start(process.execPath, ['--conditions=glasspaste-source', ...args], { cwd: folder })
  running.push(program)
  await expect.poll(() => program.ended() ?? program.output()).toMatch(/on http:/)
  return { url: /on (http:\S+)/.exec(program.output())?.[1] ?? '', program }
}

afterAll(() => Promise.all(running.map(program => program.stop())))

describe('flavors', () => {
  const flavors = join(root, 'examples/flavors')
  const note = (key = '') => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: '{"text": "first"}',
  })

  test('open lets everybody write', async () => {
    const { url } = await startExample(flavors, 'server.ts', 'open', '0')
    const written = await fetch(`${url}/notes`, note())
    expect(written.status).toBe(201)
    expect(written.headers.get('location')).toBe('/notes/1')
    expect(written.headers.get('x-frame-options')).toBe('DENY')
    expect(await (await fetch(`${url}/notes`)).json()).toEqual([{ text: 'first', by: 'anybody' }])
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'fine' })
  })

  test('keyed wants a key, and knows whose it is', async () => {
    const { url } = await startExample(flavors, 'server.ts', 'keyed', '0')
    expect((await fetch(`${url}/notes`, note('wrong'))).status).toBe(401)
    const written = await fetch(`${url}/notes`, note('s3same'))
    expect(await written.json()).toEqual({ text: 'first', by: 'ada' })
  })

  test('an unknown flavor is a located error', async () => {
    const program = start(process.execPath, ['--conditions=glasspaste-source', 'server.ts', 'kyed'], {
      cwd: flavors,
    })
    running.push(program)
    await expect.poll(() => program.ended()).toBeDefined()
    expect(program.output()).toContain('PASTE_NO_FLAVOR')
    expect(program.output()).toContain('did you mean "keyed"?')
  })
})

test('mounted: the pipeline answers what is its own, and the site the rest', async () => {
  const { url, program } = await startExample(join(root, 'examples/mounted'), 'server.ts', '0')
  const ask = async (path: string) => (await fetch(url + path)).text()
  expect(await ask('/')).toBe('the site that was here first')
  expect(await ask('/shop/')).toContain('<h1>Shop</h1>')
  expect(JSON.parse(await ask('/shop/lens'))).toEqual({ price: 80, currency: 'EUR', url: '/shop/lens' })
  expect(await ask('/shop/sofa')).toBe('the site knows no /shop/sofa')
  expect((await fetch(`${url}/shop/lens`)).headers.get('content-encoding')).toMatch(/gzip|br|zstd/)
  await expect.poll(() => program.output()).toMatch(/GET \/shop\/lens 200 [\d.]+ ms/)
  expect(program.output()).toContain('GET /shop/sofa passed on')
})

describe('egg', () => {
  let folder: string

  /** What `npm install` makes of the package.json. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'egg-'))
    await cp(join(root, 'examples/egg'), folder, { recursive: true })
    await cp(join(root, 'examples/egg/paste-polite'), join(folder, 'node_modules/paste-polite'), {
      recursive: true,
    })
    await symlink(root, join(folder, 'node_modules/glasspaste'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('filters of an npm package stand in a file by their published names', async () => {
    const { url } = await startExample(folder, 'server.js', '0')
    const answer = await fetch(url)
    expect(await answer.text()).toBe('hello\n')
    expect(answer.headers.get('x-greeting')).toBe('Hej')
    expect(answer.headers.get('x-thanks')).toBe('Thank you')
  })
})

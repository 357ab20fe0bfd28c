import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { newImage } from '../src/cache/cache-under-test.ts'
import { type Glance, startGlance } from '../support/glance-api.ts'
import { createImage, putData } from '../support/images.ts'
import { installPythonGlance } from '../support/python-glance.ts'

const root = join(import.meta.dirname, '../..')

beforeAll(() => installPythonGlance())

const programs = {
  python: ['/usr/bin/python3', '-m', 'glance.cmd.cache_manage'],
  ours: [process.execPath, join(root, 'dist/src/bin/glance-cache-manage.js')],
} as const

/** What the program prints, without its name and how long it took, and its exit code. */
async function run(which: keyof typeof programs, args: readonly string[]) {
  const [command, ...first] = programs[which]
  const child = spawn(command, [...first, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  const sameName = output.replace('cache_manage.py', 'glance-cache-manage')
  return { code, output: sameName.replace(/[\d.]+ sec/g, '… sec'), errors }
}

async function serve(): Promise<Glance> {
  const glance = await startGlance({ extra: 'flavor = cachemanagement\n' })
  onTestFinished(async () => void (await glance.stop('SIGKILL')))
  return glance
}

async function upload({ url }: Glance): Promise<string> {
  const { id, data } = newImage(1000)
  await createImage(url, { id })
  await putData(url, id, new Uint8Array(data))
  return id
}

test("Python's glance-cache-manage and ours say and do the same", async () => {
  const glance = await serve()
  const [cached, queued] = [await upload(glance), await upload(glance)]
  const { port } = new URL(glance.url)
  const both = async (...args: readonly string[]) => {
    const all = ['--host', '127.0.0.1', '--port', port, '--os-auth-token', 'any', ...args]
    const [python, ours] = await Promise.all([run('python', all), run('ours', all)])
    expect(ours).toEqual(python)
    return python
  }
  async function bringIn(): Promise<void> {
    await (await fetch(`${glance.url}/v2/images/${cached}/file`)).arrayBuffer()
    await expect.poll(() => readdir(join(glance.folder, 'cache'))).toContain(cached)
  }

  expect((await both('list-cached')).output).toContain('No cached images.')
  expect((await both('list-queued')).output).toContain('No queued images.')
  await bringIn()
  expect((await both('list-cached')).output).toContain(cached)
  expect((await both('--force', '--verbose', 'queue-image', queued)).output).toContain(
    `Queued image ${queued}`,
  )
  expect((await both('list-queued')).output).toContain(queued)
  await both('--force', '--verbose', 'delete-queued-image', queued)
  await both('--force', '--verbose', 'delete-cached-image', cached)
  await both('--force', '--verbose', 'delete-all-queued-images')
  await both('--force', '--verbose', 'delete-all-cached-images')
  expect((await both('--force', 'queue-image', 'x')).code).toBe(1)
  // Not a way in which Glance writes ids: the service refuses it.
  expect((await both('--force', '--verbose', 'queue-image', queued.replaceAll('-', ''))).code).toBe(1)
  expect((await both('no-such-command')).code).toBe(1)
  await both('help', 'list-cached')
  await both('help', 'queue-image')
})

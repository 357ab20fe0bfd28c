import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, portAnswers } from '../support/ports.ts'
import { runToEnd, start } from '../support/program.ts'

const root = join(import.meta.dirname, '../..')
let clone: string

beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), 'fresh-clone-'))
  await runToEnd('git', ['clone', '-q', root, clone])
})
afterAll(() => rm(clone, { recursive: true, force: true }))

test('npm start in a fresh clone installs, builds, serves, and keeps what it was given', async () => {
  const port = await freePort()
  const id = '6a1f9f6c-5a0e-4c3c-9a53-0f6a4e1a7d01'

  const first = await npmStart(port)
  // The port is open before the service has greeted.
  await expect.poll(first.output).toContain(`openstack --os-auth-type none`)
  expect(first.output()).toContain(`http://127.0.0.1:${port}`)
  expect(first.output()).toMatch(/glance-api-caching.*versionnegotiation.*cache/s)
  expect(first.output().match(/^ {2}(curl|openstack) /gm)).toHaveLength(3)
  const created = await fetch(`http://127.0.0.1:${port}/v2/images`, {
    method: 'POST',
    body: JSON.stringify({ id, name: 'kept', disk_format: 'raw', container_format: 'bare' }),
  })
  expect(created.status).toBe(201)
  expect(await first.stop()).toBe(0)

  const second = await npmStart(port)
  expect(second.output()).not.toMatch(/installing|compiling/)
  const shown = await fetch(`http://127.0.0.1:${port}/v2/images/${id}`)
  expect(await shown.json()).toMatchObject({ id, name: 'kept', status: 'queued' })
  expect(await second.stop()).toBe(0)
}, 900_000)

async function npmStart(port: number) {
  const env = { OS_DEFAULT__BIND_PORT: String(port) }
  const program = start('npm', ['start'], { cwd: clone, env })
  await portAnswers(port, program.ended, 600)
  return program
}

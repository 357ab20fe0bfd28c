import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeIn, linesUnder } from '../../docs/compatibility.ts'
import { install } from '../../support/apt.ts'
import { runToEnd } from '../../support/program.ts'

let env: { HOME: string }
beforeAll(async () => {
  await install('python3-glanceclient', 'python3-openstackclient')
  env = { HOME: await mkdtemp(join(tmpdir(), 'home-')) }
})
afterAll(() => rm(env.HOME, { recursive: true, force: true }))

test('docs/compatibility.md has every command of the glance client', async () => {
  const words = (await runToEnd('/usr/bin/glance', ['bash-completion'], { env })).split(/\s+/)
  const commands = words.filter(word => /^[a-z]/.test(word))
  expect(inTable('The `glance` command')).toEqual([...commands, 'bash-completion'].sort())
})

test('docs/compatibility.md has every image command of the openstack client', async () => {
  const group = ['command', 'list', '--group', 'openstack.image.v2', '-f', 'json']
  const [{ Commands }] = JSON.parse(await runToEnd('/usr/bin/openstack', group, { env }))
  expect(inTable('The `openstack` command')).toEqual(Commands.sort())
})

test('docs/compatibility.md has every method of openstacksdk that is about images', async () => {
  const methods = await runToEnd('/usr/bin/python3', ['-c', listMethods], { env })
  expect(inTable('openstacksdk')).toEqual(methods.trim().split('\n').sort())
})

function inTable(heading: string): readonly string[] {
  return linesUnder(heading)
    .flatMap(({ cells }) => codeIn(cells[0]))
    .sort()
}

const listMethods = `
from openstack.cloud._image import ImageCloudMixin
from openstack.image import _base_proxy
from openstack.image.v2 import _proxy

def methods(kind):
    return {name for name, value in vars(kind).items() if name[0] != '_' and callable(value)}

for name in methods(_proxy.Proxy) | methods(_base_proxy.BaseImageProxy):
    print(f'image.{name}')
for name in methods(ImageCloudMixin):
    print(name)
`

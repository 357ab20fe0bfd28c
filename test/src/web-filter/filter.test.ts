import { expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { mayRead } from '../../../src/web-filter/filter.ts'

async function passes(url: string, settings: Readonly<Record<string, string>> = {}): Promise<boolean> {
  const env = Object.entries(settings).map(([name, value]) => [
    `OS_IMPORT_FILTERING_OPTS__${name.toUpperCase()}`,
    value,
  ])
  return mayRead(await loadConfig({ files: [], env: Object.fromEntries(env) }), url)
}

test.each([
  'http://192.0.2.1/image',
  'https://192.0.2.1:443/image',
  'http://10.0.0.1:80/in-the-cloud',
  'http://user:password@[2001:db8::1]/image',
])('users may name %s', async url => {
  expect(await passes(url)).toBe(true)
})

test('schemes may be quoted', async () => {
  expect(await passes('https://192.0.2.1/x', { allowed_schemes: '["https"]' })).toBe(true)
  expect(
    await passes('https://192.0.2.1/x', { allowed_schemes: '[]', disallowed_schemes: "['https']" }),
  ).toBe(false)
})

test.each([
  ['this machine', 'http://127.0.0.1/x'],
  ['this machine', 'http://127.8.9.1/x'],
  ['this machine', 'http://0.0.0.0/x'],
  ['this machine', 'http://[::1]/x'],
  ['this machine', 'http://[::]/x'],
  ['this machine', 'http://[::ffff:127.0.0.1]/x'],
  ['this machine', 'http://localhost/x'],
  ['the secrets of a cloud', 'http://169.254.169.254/latest/meta-data'],
  ['the secrets of a cloud', 'http://user@169.254.169.254/'],
  ['the secrets of a cloud', 'http://[::ffff:a9fe:a9fe]/'],
  ['a neighbour on the link', 'http://[fe80::1]/x'],
  ['an address in disguise', 'http://192.0.513/x'],
  ['an address in disguise', 'http://3221225985/x'],
  ['an address in disguise', 'http://0xC0000201/x'],
  ['a host that nobody knows', 'http://no-such-host.invalid/x'],
  ['another port', 'http://192.0.2.1:8080/x'],
  ['another scheme', 'ftp://192.0.2.1/x'],
  ['nothing at all', 'http://'],
])('users may not name %s: %s', async (_what, url) => {
  expect(await passes(url)).toBe(false)
})

test('an operator may let them name this machine', async () => {
  const allowed_hosts = '[127.0.0.1,::1,localhost]'
  for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
    expect(await passes(`http://${host}/x`, { allowed_hosts })).toBe(true)
  }
  expect(await passes('http://192.0.2.1/x', { allowed_hosts })).toBe(false)
})

test('what is forbidden counts where nothing is allowed by name', async () => {
  const forbidden = {
    disallowed_hosts: '[192.0.2.1]',
    disallowed_schemes: '[https]',
    disallowed_ports: '[22]',
  }
  const open = { ...forbidden, allowed_schemes: '[]', allowed_ports: '[]' }
  expect(await passes('http://192.0.2.2:8080/x', open)).toBe(true)
  for (const url of ['http://192.0.2.1/x', 'https://192.0.2.2/x', 'http://192.0.2.2:22/x']) {
    expect(await passes(url, open)).toBe(false)
  }
  expect(await passes('http://192.0.2.1/x', { ...forbidden, allowed_hosts: '[192.0.2.1]' })).toBe(true)
})

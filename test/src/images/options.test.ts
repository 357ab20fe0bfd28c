import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { imageOptions } from '../../../src/images/options.ts'
import { folderWith } from '../../support/folder.ts'

async function load(line: string) {
  const folder = await folderWith({ 'glance-api.conf': `[DEFAULT]\n# the images\n${line}\n` })
  const file = join(folder, 'glance-api.conf')
  return { file, loading: loadConfig({ files: [file], home: folder, env: {} }) }
}

test.each([
  ['sha521', 'did you mean "sha512"?'],
  ['SHA-25', 'did you mean "sha256"?'],
  ['crc', 'usual ones are sha256, sha384, sha512, sha3_256, sha3_512, blake2b, md5'],
  ['', 'leave it out for the default, sha512'],
])(
  'an algorithm of hashes that there is not stops the start, not the first upload: "%s"',
  async (name, hint) => {
    const { file, loading } = await load(`hashing_algorithm = ${name}`)
    const message = expect.stringContaining(`Unknown hashing algorithm identifier: ${name}`)
    const fault = { code: 'CONFIG_VALUE', file, line: 3, key: 'hashing_algorithm', hint, message }
    await expect(loading).rejects.toMatchObject(fault)
  },
)

test.each(['md5', 'sha256', 'SHA512', 'sha3_256', 'blake2b', 'sha512_256'])(
  'hashes may be those of %s, as hashlib calls it',
  async name => {
    const config = await (await load(`hashing_algorithm = ${name}`)).loading
    expect(config.read(imageOptions).hashing_algorithm).toBe(name)
  },
)

test('a staging folder that is no URI is told how to be one', async () => {
  const { loading } = await load('node_staging_uri = /srv/staging')
  await expect(loading).rejects.toMatchObject({ hint: 'write file:///srv/staging' })
})

test.each([
  ['10 GB', 'write 10GB: units are those of 1024'],
  ['10gib', 'write 10GB: units are those of 1024'],
  ['5t', 'write 5TB: units are those of 1024'],
  ['-1', 'write 0 for no limit'],
  ['unlimited', undefined],
])('a quota of "%s" is told how to be written', async (quota, hint) => {
  const { loading } = await load(`user_storage_quota = ${quota}`)
  await expect(loading).rejects.toMatchObject({ key: 'user_storage_quota', hint })
})

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startApi } from './start-api.ts'

function rules(create: string): string {
  return `[.*]\ncreate = ${create}\nread = @\nupdate = @\ndelete = @\n`
}

test('a reload puts changed rules about properties in force, and no faulty ones', async () => {
  const extra = '[DEFAULT]\nproperty_protection_file = rules.conf\n'
  const { api, folder, load } = await startApi(extra, { 'rules.conf': rules('!') })
  const create = async () => {
    const body = JSON.stringify({ colour: 'green' })
    return (await fetch(`${api.address}/v2/images`, { method: 'POST', body })).status
  }
  expect(await create()).toBe(403)
  await writeFile(join(folder, 'rules.conf'), rules('@'))
  expect(await create()).toBe(403)
  await api.reload(await load())
  expect(await create()).toBe(201)
  await writeFile(join(folder, 'rules.conf'), rules('!,@'))
  await expect(api.reload(await load())).rejects.toMatchObject({ code: 'CONFIG_PROTECTIONS', line: 2 })
  expect(await create()).toBe(201)
})

import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startApi } from './start-api.ts'

test('a reload to a port that is taken leaves nothing open, and the service where it was', async () => {
  const { api, folder, load } = await startApi('')
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as { readonly port: number }
  const ask = async () => (await fetch(`${api.address}/v2/images`)).status
  expect(await ask()).toBe(200)

  const before = openedIn(folder)
  const reloading = api.reload(await load(`[DEFAULT]\nbind_port = ${port}\n`))
  await expect(reloading).rejects.toThrow('EADDRINUSE')
  await expect.poll(() => beyond(before, openedIn(folder))).toEqual([])
  expect(await ask()).toBe(200)
})

/** What is in the second list, and not in the first one, as often. */
function beyond(known: readonly string[], found: readonly string[]): readonly string[] {
  const left = [...found]
  for (const file of known) if (left.includes(file)) left.splice(left.indexOf(file), 1)
  return left
}

/** The files there that this process has open. SQLite itself keeps those of the database for its next connection. */
function openedIn(folder: string): readonly string[] {
  const targets = readdirSync('/proc/self/fd').map(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return ''
    }
  })
  return targets.filter(target => target.startsWith(folder) && !target.endsWith('.sqlite')).sort()
}

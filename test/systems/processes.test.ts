import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { Agent, get, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { openDatabase } from '../../src/db/open.ts'
import { childrenOf } from '../support/children.ts'
import { type Glance, startGlance } from '../support/glance-api.ts'
import { createImage } from '../support/images.ts'
import { freePort } from '../support/ports.ts'

let glance: Glance | undefined
afterEach(async () => {
  await glance?.stop('SIGKILL')
  glance = undefined
})

test('as many workers serve the port as are configured, and one that dies is replaced', async () => {
  const started = await startGlance({ extra: '[DEFAULT]\nworkers = 2\n' })
  glance = started
  await until(async () => (await childrenOf(started.program)).length === 2)
  const [victim = 0, survivor = 0] = await childrenOf(started.program)

  process.kill(victim, 'SIGKILL')
  await until(async () => {
    const pids = await childrenOf(started.program)
    return pids.length === 2 && !pids.includes(victim) && pids.includes(survivor)
  })

  for (let i = 0; i < 10; i++) expect((await fetch(`${started.url}/v2/images`)).status).toBe(200)
})

test('what users store is for the service and its group alone', async () => {
  glance = await startGlance()
  const id = await stored(glance.url, Buffer.from('x'))
  const { mode } = await stat(join(glance.folder, 'images', id))
  expect((mode & 0o777).toString(8)).toBe('640')
})

test('TERM lets a download finish, takes no further connection and exits with 0', async () => {
  glance = await startGlance()
  const { url } = glance
  const image = Buffer.alloc(64 << 20, 'x')
  const id = await stored(url, image)
  const body = await openDownload(`${url}/v2/images/${id}/file`)
  const ending = glance.program.stop('SIGTERM')

  await until(() => openDownload(`${url}/v2/images`).then(answer => !answer.destroy(), isRefused))
  expect(await sizeOf(body)).toBe(image.length)
  expect(await ending).toBe(0)
})

test.for(['0', '2'])(
  'with workers = %s TERM waits for no connection on which nothing comes',
  async workers => {
    glance = await startGlance({ extra: `[DEFAULT]\nworkers = ${workers}\ngraceful_shutdown_timeout = 0\n` })
    const silent = connect(Number(new URL(glance.url).port), '127.0.0.1')
    // Its worker has the connection by then: whoever comes later is served.
    for (let i = 0; i < 4; i++) expect((await fetch(`${glance.url}/v2/images`)).status).toBe(200)
    const closed = once(silent.resume(), 'close')
    expect(await glance.program.stop('SIGTERM')).toBe(0)
    await closed
  },
)

test('INT ends at once, whatever is under way', async () => {
  // TERM would wait for the reader for ever.
  glance = await startGlance({ extra: '[DEFAULT]\ngraceful_shutdown_timeout = 0\n' })
  const id = await stored(glance.url, Buffer.alloc(64 << 20, 'x'))
  const body = await openDownload(`${glance.url}/v2/images/${id}/file`)

  expect(await glance.program.stop('SIGINT')).toBe(0)
  await expect(sizeOf(body)).rejects.toThrow('aborted')
})

test.for([
  ['in the process itself', 'workers = 0'],
  ['with workers', 'workers = 2'],
] as const)('HUP puts a new configuration in force, %s, and drops no request', async ([, workers]) => {
  glance = await startGlance({ extra: `[DEFAULT]\n${workers}\n` })
  const { url, folder } = glance
  const conf = join(folder, 'glance-api.conf')
  const before = await readFile(conf, 'utf8')
  const load = keepAsking(`${url}/v2/images?limit=5`)

  await writeFile(conf, `${before}\n[DEFAULT]\npublic_endpoint = http://images.example\n`)
  glance.program.child.kill('SIGHUP')
  await until(async () => (await (await fetch(url)).text()).includes('http://images.example/v2/'))

  await writeFile(conf, `${before}\n[DEFAULT]\nbacklog = none at all\n`)
  glance.program.child.kill('SIGHUP')
  await until(async () => glance?.program.output().includes('serving on with the old configuration') ?? false)
  expect(await (await fetch(url)).text()).toContain('http://images.example/v2/')

  expect(await load.stop()).toEqual({ failed: [] })
})

test.for([
  ['0', 'is obeyed after it', 2],
  ['1', 'does not end a worker', 1],
] as const)('with workers = %s a HUP that comes during the start %s', async ([workers, , starts]) => {
  const extra = (folder: string) => {
    writeFileSync(join(folder, 'hup.mjs'), hangingUp)
    writeFileSync(join(folder, 'paste.ini'), pasteFile)
    return `[DEFAULT]\nworkers = ${workers}\n[paste_deploy]\nconfig_file = ${folder}/paste.ini\nflavor =\n`
  }
  const { url, program } = await startGlance({ extra }).then(started => (glance = started))
  expect(await (await fetch(url)).text()).toBe('served')
  await expect.poll(() => program.output().match(/ serving glance-api/g)).toHaveLength(starts)
  expect(program.output()).not.toContain('died')
})

const pasteFile = `[app:glance-api]
paste.app_factory = ./hup.mjs:factory
`

const hangingUp = `let sent = 0
export const factory = () => {
  if (sent++ === 0) process.kill(process.pid, 'SIGHUP')
  return (_req, res) => res.end('served')
}
`

test.for(['0', '2'])('of several HUPs in a row the last one counts, with workers = %s', async workers => {
  glance = await startGlance({ extra: `[DEFAULT]\nworkers = ${workers}\n` })
  const { url, folder, program } = glance
  const conf = join(folder, 'glance-api.conf')
  const before = await readFile(conf, 'utf8')
  const shown = async () => /http:\/\/(\w+)\.example/.exec(await (await fetch(url)).text())?.[1]
  for (const round of ['first', 'second', 'third']) {
    for (const name of ['one', 'two', 'three', round]) {
      await writeFile(conf, `${before}\n[DEFAULT]\npublic_endpoint = http://${name}.example\n`)
      program.child.kill('SIGHUP')
      await sleep(20)
    }
    await until(async () => (await shown()) === round)
    // Whatever an earlier one has begun has come to its end by then.
    await sleep(500)
    expect(await shown()).toBe(round)
  }
})

test('after a crew that keeps dying, HUP starts as many workers as are configured and no more', async () => {
  const started = await startGlance({ extra: '[DEFAULT]\nworkers = 2\n' })
  glance = started
  const { program } = started
  let deaths = 0
  await until(async () => {
    for (const pid of await childrenOf(program)) deaths += process.kill(pid, 'SIGKILL') ? 1 : 0
    return deaths >= 6
  })
  program.child.kill('SIGHUP')
  await until(async () => program.output().includes('the new configuration is in force'))
  await until(async () => (await childrenOf(program)).length === 2)
  // As long as the supervisor has meant to wait for the next of the old crew.
  await sleep(4000)
  expect(await childrenOf(program)).toHaveLength(2)
})

test.for(['0', '1'])(
  'an upload that TERM breaks off is undone, and told in a line, with workers = %s',
  async workers => {
    const extra = `[DEFAULT]\nworkers = ${workers}\ngraceful_shutdown_timeout = 1\n`
    glance = await startGlance({ extra })
    const { url, folder, program } = glance
    const id = await createImage(url)
    const upload = request(`${url}/v2/images/${id}/file`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/octet-stream' },
    })
    upload.on('error', () => {})
    upload.write(Buffer.alloc(1 << 20))
    await until(
      async () => ((await (await fetch(`${url}/v2/images/${id}`)).json()) as Image).status === 'saving',
    )
    expect(await program.stop('SIGTERM')).toBe(0)

    const database = await openDatabase({ connection: `sqlite:///${folder}/glance.sqlite` })
    expect(await database.images.find(id)).toMatchObject({ status: 'queued' })
    await database.close()
    expect(program.output()).toMatch(/ WARNING .* what was left has been broken off\n/)
    expect(program.output()).toMatch(new RegExp(` WARNING .* no data was kept for image ${id}: `))
    expect(program.output()).not.toContain(' ERROR ')
  },
)

test.for(['0', '2'])('HUP moves a service with workers = %s to another port', async workers => {
  const started = await startGlance({ extra: `[DEFAULT]\nworkers = ${workers}\n` })
  glance = started
  const conf = join(started.folder, 'glance-api.conf')
  const port = await freePort()
  await writeFile(conf, `${await readFile(conf, 'utf8')}\n[DEFAULT]\nbind_port = ${port}\n`)
  started.program.child.kill('SIGHUP')
  await until(async () => (await fetch(`http://127.0.0.1:${port}/v2/images`)).ok)
  await until(() => fetch(`${started.url}/v2/images`).then(() => false, isRefused))
})

test('http_keepalive = false closes the connection after each answer', async () => {
  glance = await startGlance({ extra: '[DEFAULT]\nhttp_keepalive = false\n' })
  expect((await fetch(`${glance.url}/v2/images`)).headers.get('connection')).toBe('close')
})

test('a header line longer than max_header_line is refused, a shorter one is not', async () => {
  glance = await startGlance({ extra: '[DEFAULT]\nmax_header_line = 200\n' })
  const ask = (length: number) =>
    fetch(`${glance?.url}/v2/images`, { headers: { 'X-Long': 'x'.repeat(length) } })
  expect((await ask(100)).status).toBe(200)
  expect((await ask(300)).status).toBe(431)
})

test('an idle connection is closed after client_socket_timeout seconds', async () => {
  glance = await startGlance({ extra: '[DEFAULT]\nclient_socket_timeout = 1\n' })
  const agent = new Agent({ keepAlive: true })
  const answer = await new Promise<IncomingMessage>(resolve =>
    get(`${glance?.url}/v2/images`, { agent }, resolve),
  )
  const closed = new Promise(resolve => answer.socket.once('close', resolve))
  answer.resume()
  await closed
})

test('what is doubtful about the paste file is told once for all workers, at the start and after HUP', async () => {
  const extra = (folder: string) => {
    writeFileSync(join(folder, 'paste.ini'), pythonPasteFile)
    return `[DEFAULT]\nworkers = 2\n[paste_deploy]\nconfig_file = ${folder}/paste.ini\nflavor =\n`
  }
  glance = await startGlance({ extra })
  const { program } = glance
  const told = () => program.output().match(/WARNING .*PASTE_OLD_NAME/g) ?? []
  await expect.poll(() => program.output().match(/ serving glance-api/g)).toHaveLength(2)
  expect(told()).toHaveLength(1)
  program.child.kill('SIGHUP')
  await expect.poll(() => program.output()).toContain('the new configuration is in force')
  expect(told()).toHaveLength(2)
})

const pythonPasteFile = `[app:glance-api]
paste.app_factory = glance.api.versions:create_resource
`

test('a port that is taken ends the start with a sentence and exit code 1', async () => {
  glance = await startGlance()
  const port = new URL(glance.url).port
  await expect(startGlance({ extra: `[DEFAULT]\nbind_port = ${port}\n` })).rejects.toThrow(
    /with 1:[\s\S]*EADDRINUSE/,
  )
})

test('a log that cannot be opened ends the start with a sentence, to which no worker adds anything', async () => {
  const extra = '[DEFAULT]\nlog_file = /nowhere/x.log\nworkers = 2\n'
  await expect(startGlance({ extra })).rejects.toThrow(
    /with 5:\s*ERROR: CONFIG_LOGGING .*log_file\n.*ENOENT.*\n.*\n *\^*\s*$/,
  )
})

function isRefused(error: NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException }): boolean {
  return (error.code ?? error.cause?.code) === 'ECONNREFUSED'
}

interface Image {
  readonly id: string
  readonly status: string
}

async function stored(url: string, data: Buffer): Promise<string> {
  const id = await createImage(url)
  await new Promise<void>((resolve, reject) => {
    const headers = { 'Content-Type': 'application/octet-stream' }
    request(`${url}/v2/images/${id}/file`, { method: 'PUT', headers }, answer => {
      answer.resume()
      if (answer.statusCode === 204) resolve()
      else reject(new Error(`upload answered ${answer.statusCode}`))
    })
      .on('error', reject)
      .end(data)
  })
  return id
}

/** Over a connection of its own. The answer has begun; its body waits for its reader. */
function openDownload(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, resolve).on('error', reject)
  })
}

async function sizeOf(body: IncomingMessage): Promise<number> {
  let size = 0
  for await (const chunk of body) size += (chunk as Buffer).length
  return size
}

/** Asks over kept connections, four at a time, until stopped. */
function keepAsking(url: string) {
  const failed: string[] = []
  let asking = true
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const ask = () =>
    new Promise<void>(resolve => {
      get(url, { agent }, answer => {
        if (answer.statusCode !== 200) failed.push(`status ${answer.statusCode}`)
        answer.resume().once('close', resolve)
      }).on('error', error => {
        failed.push(error.message)
        resolve()
      })
    })
  const askers = Array.from({ length: 4 }, async () => {
    while (asking) await ask()
  })
  return {
    async stop() {
      asking = false
      await Promise.all(askers)
      agent.destroy()
      return { failed }
    },
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 2400; i++) {
    if (await holds().catch(() => false)) return
    await sleep(50)
  }
  throw new Error(`it never came about; the service said:\n${glance?.program.output()}`)
}

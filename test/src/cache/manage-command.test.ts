import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { askOn } from '../../../src/cache/manage/ask.ts'
import { runGlanceCacheManage } from '../../../src/cache/manage/glance-cache-manage.ts'
import { renderTable } from '../../../src/cache/manage/table.ts'
import { freePort } from '../../support/ports.ts'
import { startWebServer } from '../../support/web-server.ts'
import { until } from './cache-under-test.ts'
import { type RunningService, startService } from './running-service.ts'

const id = '6f1ed002-ab5b-4cf1-a3a5-6fd0a5b8f7a4'

async function run(argv: readonly string[], { env = {}, answer = '' } = {}) {
  let output = ''
  const print = (text: string) => {
    output += text
  }
  const asked: string[] = []
  const code = await runGlanceCacheManage({
    argv,
    env,
    stdout: print,
    stderr: print,
    ask: async question => {
      asked.push(question)
      return answer
    },
  })
  return { code, output, asked }
}

function against({ port }: RunningService, ...argv: string[]) {
  return run(['-H', '127.0.0.1', '-p', String(port), ...argv])
}

async function withCachedImage(flavor: string) {
  const service = await startService(flavor)
  const image = await service.upload()
  await service.download(image)
  await until(async () => (await readdir(join(service.folder, 'cache'))).includes(image.id))
  await until(async () => (await against(service, 'list-cached')).output.includes(image.id))
  return { service, image }
}

describe.each(['cachemanagement', 'caching'])('against a service with flavor %s', flavor => {
  test('cached images are listed and deleted', async () => {
    const { service, image } = await withCachedImage(flavor)
    const { output } = await against(service, 'list-cached')
    expect(output).toMatch(/^Found 1 cached images\.\.\.\n\+-+/)
    expect(output).toMatch(new RegExp(`\\| ${image.id} \\|.*\\| 1000 \\|    0 \\|`))

    const deleted = await against(service, '-f', '-v', 'delete-cached-image', image.id)
    expect(deleted.output).toContain(`Deleted cached image ${image.id}\nCompleted in `)
    expect(await against(service, 'list-cached')).toMatchObject({ code: 0, output: 'No cached images.\n' })
  })

  test('all cached images are deleted, and counted', async () => {
    const { service } = await withCachedImage(flavor)
    const { output } = await against(service, '-f', '-v', 'delete-all-cached-images')
    expect(output).toContain('Deleted 1 cached images\n')
  })
})

test('against /v2/cache, too, what is not queued is not dropped, and an image that does not exist is named', async () => {
  const { service, image } = await withCachedImage('caching')
  expect((await against(service, '-f', 'delete-queued-image', image.id)).code).toBe(0)
  expect((await against(service, 'list-cached')).output).toContain(image.id)
  expect(await against(service, '-f', 'delete-cached-image', id)).toMatchObject({ code: 0, output: '' })
  expect(await against(service, '-f', 'queue-image', id)).toMatchObject({
    code: 1,
    output: `Failed to queue the specified image for caching. Got error:\nthere is no image ${id}\n`,
  })
})

test('images are queued, listed and taken out of the queue', async () => {
  const service = await startService('cachemanagement')
  const [one, two] = [await service.upload(), await service.upload()]
  for (const image of [one, two]) {
    expect((await against(service, '-f', '-v', 'queue-image', image.id)).output).toContain('Queued image')
  }
  expect((await against(service, 'list-queued')).output).toContain(`| ${one.id} |`)
  await against(service, '-f', 'delete-queued-image', one.id)
  const { output } = await against(service, '-f', '-v', 'delete-all-queued-images')
  expect(output).toContain('Deleted 1 queued images\n')
  expect(await against(service, 'list-queued')).toMatchObject({ code: 0, output: 'No queued images.\n' })
})

test.each(['', 'n', 'nope'])('nothing is done when the question is answered with "%s"', async answer => {
  const { code, asked, output } = await run(['queue-image', id], { answer })
  expect({ code, asked, output }).toEqual({
    code: 0,
    asked: [`Queue image ${id} for caching? [y/N] `],
    output: '',
  })
})

test('a service that cannot be reached is told, with exit code 1', async () => {
  const { code, output } = await run(['-H', '127.0.0.1', '-p', String(await freePort()), 'list-cached'])
  expect(code).toBe(1)
  expect(output).toMatch(/^Failed to show cached images\. Got error:\n.*ECONNREFUSED/)
})

test('how long it took is told where it failed, too', async () => {
  const { output } = await run(['-v', '-H', '127.0.0.1', '-p', String(await freePort()), 'list-cached'])
  expect(output).toMatch(/ECONNREFUSED.*\nCompleted in [\d.]+ sec\.\n$/)
})

// On 6000 fetch asks nobody.
test('the service may listen on any port', async () => {
  const { output } = await run(['-H', '127.0.0.1', '-p', '6000', 'list-cached'])
  expect(output).not.toContain('bad port')
})

test.each([
  [{ OS_AUTH_TOKEN: 'one' }, 'one'],
  [{ OS_TOKEN: 'two' }, 'two'],
  [{ OS_AUTH_TOKEN: 'one', OS_TOKEN: 'two' }, 'one'],
])('of the environment %j the token is taken', async (env, token) => {
  const asked = await startStub(200, '{"cached_images": []}')
  await run(['-H', '127.0.0.1', '-p', String(asked.port), 'list-cached'], { env })
  expect(asked.tokens).toEqual([token])
})

test.each([
  [400, 'it was wrong'],
  [409, 'it was wrong'],
  [500, 'The request returned 500 Internal Server Error.'],
  [502, 'The request returned an unexpected status: 502.\n\nThe response body:\nit was wrong'],
])('what a service says with the status %i is told', async (status, said) => {
  const { port } = await startStub(status, 'it was wrong')
  expect(await run(['-H', '127.0.0.1', '-p', String(port), 'list-cached'])).toMatchObject({
    code: 1,
    output: `Failed to show cached images. Got error:\n${said}\n`,
  })
})

async function startStub(status: number, body: string) {
  const tokens: unknown[] = []
  const { port, stop } = await startWebServer((req, res) => {
    tokens.push(req.headers['x-auth-token'])
    res.writeHead(status).end(body)
  })
  onTestFinished(stop)
  return { port, tokens }
}

test.each([
  [['-f', 'queue-image', 'x'], "Image ID 'x' is not a valid UUID."],
  [['-f', 'queue-image'], "Please specify the ID of the image you wish for command 'queue-image'"],
  [['-f', 'queue-image', id, id], "Please specify the ID of the image you wish for command 'queue-image'"],
  [['bogus'], 'Error: "bogus" is not a valid command.'],
])('%j fails: %s', async (argv, message) => {
  const { code, output } = await run(argv)
  expect([code, output]).toEqual([1, expect.stringContaining(message)])
})

describe('a question', () => {
  const screen = () => new Writable({ write: (_text, _encoding, done) => done() })

  test('is answered by the next line', async () => {
    expect(await askOn(Readable.from(['y\n']), screen())('Queue it? ')).toBe('y')
  })

  test('that nobody answers, as in a cron job, ends with exit code 1 and a hint', async () => {
    const ask = askOn(Readable.from([]), screen())
    let output = ''
    const print = (text: string) => {
      output += text
    }
    const code = await runGlanceCacheManage({
      argv: ['queue-image', id],
      env: {},
      stdout: print,
      stderr: print,
      ask,
    })
    expect(code).toBe(1)
    expect(output).toContain('there is no answer; --force does not ask')
  })
})

test('help is given on everything and on one command', async () => {
  expect(await run(['help'])).toMatchObject({ code: 0, output: expect.stringContaining('list-queued') })
  expect((await run(['help', 'queue-image'])).output).toContain('queue-image <IMAGE_ID> [options]')
  expect((await run(['--help'])).code).toBe(0)
  expect((await run(['--no-such-option', 'list-cached'])).code).toBe(2)
  expect((await run(['-p', 'http', 'list-cached'])).code).toBe(2)
})

test('a table is framed and centered as prettytable does it', () => {
  const columns = [{ title: 'ID' }, { title: 'Even' }, { title: 'Size', align: 'right' as const }]
  const rows = [
    ['abcdef', 'ab', '7'],
    ['abc', 'abcdefg', '12345'],
  ]
  expect(renderTable(columns, rows)).toBe(
    [
      '+--------+---------+-------+',
      '|   ID   |   Even  |  Size |',
      '+--------+---------+-------+',
      '| abcdef |    ab   |     7 |',
      '|  abc   | abcdefg | 12345 |',
      '+--------+---------+-------+',
    ].join('\n'),
  )
})

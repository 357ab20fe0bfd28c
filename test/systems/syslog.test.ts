import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { journalSink } from '../../src/log/journal.ts'
import { systemLogSink } from '../../src/log/syslog.ts'
import { install } from '../support/apt.ts'
import { folderWith } from '../support/folder.ts'

beforeAll(() => install('python3'))

/** Listens on a Unix datagram socket, which Node cannot, and gives what arrives as Latin-1. */
async function receive(path: string): Promise<{ readonly next: () => Promise<string> }> {
  const script = `
import json, socket, sys
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind(sys.argv[1])
print(json.dumps('ready'), flush=True)
while True:
    print(json.dumps(server.recv(10000).decode('latin-1')), flush=True)`
  const receiver = spawn('/usr/bin/python3', ['-c', script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void receiver.kill())
  const lines = createInterface(receiver.stdout)[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value ?? 'null')
  expect(await next()).toBe('ready')
  return { next }
}

test('lines reach the socket of the system log, with priority, time and program', async () => {
  const socket = join(await folderWith({}), 'log')
  const receiver = await receive(socket)
  const sink = await systemLogSink({ facility: 16, program: 'glance-api', socket })
  onTestFinished(() => sink.close())
  sink.write('hello', 50)
  expect(await receiver.next()).toMatch(/^<131>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d glance-api: hello$/)
})

test('lines reach the journal as fields, those of several lines with their length', async () => {
  const socket = join(await folderWith({}), 'journal')
  const receiver = await receive(socket)
  const sink = await journalSink({ facility: 1, program: 'glance-api', socket })
  onTestFinished(() => sink.close())
  const rest = '\nPRIORITY=6\nSYSLOG_FACILITY=1\nSYSLOG_IDENTIFIER=glance-api\n'
  sink.write('hello', 30)
  expect(await receiver.next()).toBe(`MESSAGE=hello${rest}`)
  sink.write('a\nb', 30)
  expect(await receiver.next()).toBe(`MESSAGE\n\x03\0\0\0\0\0\0\0a\nb${rest}`)
})

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { systemLogSink } from '../../src/log/syslog.ts'
import { folderWith } from '../src/config/scratch.ts'

test('lines reach the socket of the system log, with priority, time and program', async () => {
  const folder = await folderWith({})
  const path = join(folder, 'log')
  // Node cannot receive Unix datagrams either.
  const receive = `
import socket, sys
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind(sys.argv[1])
print('ready', flush=True)
print(server.recv(1000).decode())`
  const receiver = spawn('python3', ['-c', receive, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void receiver.kill())
  const lines = createInterface(receiver.stdout)[Symbol.asyncIterator]()
  expect((await lines.next()).value).toBe('ready')

  const sink = await systemLogSink({ facility: 16, program: 'glance-api', socket: path })
  onTestFinished(() => sink.close())
  sink.write('hello', 50)
  expect((await lines.next()).value).toMatch(/^<131>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d glance-api: hello$/)
})

import { connect } from 'node:net'
import type { Hostile } from './requests.ts'

/** The request as it stands on the wire. `length` is what it says of its body. */
export function framed({ line, headers, body }: Hostile, length = body.length): Buffer {
  const fields = { Host: 'x', ...headers, 'Content-Length': length, Connection: 'close' }
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`${line} HTTP/1.1\r\n${head.join('')}\r\n`, 'latin1'), body])
}

/** Sends the bytes, and goes away after them where `leaves`. Gives the status of the answer; 0 where there is none. */
export function send(port: number, bytes: Buffer, leaves = false): Promise<number> {
  return new Promise(resolve => {
    let answer = ''
    const socket = connect(port, '127.0.0.1')
    socket.setEncoding('latin1').on('data', text => {
      answer += text
    })
    // Refused bytes may still be on their way when the server closes.
    socket.on('error', () => {})
    socket.on('close', () => resolve(statusOf(answer)))
    if (leaves) socket.end(bytes)
    else socket.write(bytes)
  })
}

function statusOf(answer: string): number {
  const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status))
  return statuses.find(status => status >= 200) ?? 0
}

import { createSocket } from 'node:dgram'
import { type Sink, untilClosed } from './sink.ts'
import { strftime } from './strftime.ts'
import { connectUnixDatagrams, type UnixDatagrams } from './unix-datagrams.ts'

/** The system log of this machine, as syslog(3) talks to it: with time and program. */
export async function systemLogSink(options: {
  facility: number
  program: string
  socket?: string
}): Promise<Sink> {
  const { facility, program, socket = '/dev/log' } = options
  const { send, close } = await connectUnixDatagrams(socket)
  return untilClosed({
    write(line, level) {
      const stamp = strftime('%b %e %H:%M:%S', new Date())
      send(Buffer.from(`<${priority(facility, level)}>${stamp} ${program}: ${line}`))
    },
    reopen() {},
    close,
  })
}

/** Python's SysLogHandler: the bare line, to a socket of this machine or over UDP. */
export async function bareSyslogSink(
  address: string | readonly [string, number],
  facility: number,
): Promise<Sink> {
  const { send, close } =
    typeof address === 'string' ? await connectUnixDatagrams(address) : connectUdp(address)
  return untilClosed({
    write: (line, level) => send(Buffer.from(`<${priority(facility, level)}>${line}\0`)),
    reopen() {},
    close,
  })
}

/** The number that syslog has for a level of pino's. */
export function severityOf(level: number): number {
  return level >= 60 ? 2 : level >= 50 ? 3 : level >= 40 ? 4 : level >= 30 ? 6 : 7
}

function priority(facility: number, level: number): number {
  return facility * 8 + severityOf(level)
}

function connectUdp([host, port]: readonly [string, number]): UnixDatagrams {
  const socket = createSocket('udp4').unref()
  socket.on('error', () => {})
  return { send: datagram => socket.send(datagram, port, host), close: () => void socket.close() }
}

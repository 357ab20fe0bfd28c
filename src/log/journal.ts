import { type Sink, untilClosed } from './sink.ts'
import { severityOf } from './syslog.ts'
import { connectUnixDatagrams } from './unix-datagrams.ts'

/** systemd's journal, by its native protocol. */
export async function journalSink(options: {
  facility: number
  program: string
  socket?: string
}): Promise<Sink> {
  const { facility, program, socket = '/run/systemd/journal/socket' } = options
  const { send, close } = await connectUnixDatagrams(socket)
  return untilClosed({
    write: (line, level) =>
      send(
        Buffer.concat([
          journalField('MESSAGE', line),
          journalField('PRIORITY', String(severityOf(level))),
          journalField('SYSLOG_FACILITY', String(facility)),
          journalField('SYSLOG_IDENTIFIER', program),
        ]),
      ),
    reopen() {},
    close,
  })
}

/** A value of several lines goes with its length in front. */
function journalField(name: string, value: string): Buffer {
  if (!value.includes('\n')) return Buffer.from(`${name}=${value}\n`)
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(bytes.length))
  return Buffer.concat([Buffer.from(`${name}\n`), length, bytes, Buffer.from('\n')])
}

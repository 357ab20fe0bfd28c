import { readFacility } from './facilities.ts'
import { journalSink } from './journal.ts'
import { isName, type PythonValue } from './python-literal.ts'
import { rotateBySize, rotateByTime } from './rotation.ts'
import type { Sink } from './sink.ts'
import { sinkAt, standardSink } from './sinks.ts'
import { bareSyslogSink, systemLogSink } from './syslog.ts'

/** Arguments of a handler's class, by position and by name. */
export interface HandlerArguments {
  readonly args: readonly PythonValue[]
  readonly kwargs: ReadonlyMap<PythonValue, PythonValue>
}

/** Opens what a handler class of Python's logging, or of oslo.log, stands for. */
export async function openHandler(
  className: string,
  given: HandlerArguments,
  program: string,
): Promise<Sink> {
  return openerOf(className)(given, program)
}

/** As `openHandler`, and opens nothing. */
export async function pretendHandler(className: string): Promise<Sink> {
  openerOf(className)
  return silentSink()
}

function openerOf(className: string): Opener {
  const open = openers[className.replace(/^(logging\.)?(handlers\.)?|^oslo_log\.\w+\./, '')]
  if (!open) throw new Error(`the handler class ${className} is not known here`)
  return open
}

function silentSink(): Sink {
  return { write() {}, reopen() {}, close() {} }
}

type Opener = (given: HandlerArguments, program: string) => Sink | Promise<Sink>

const openers: Readonly<Record<string, Opener>> = {
  NullHandler: silentSink,
  StreamHandler: openStream,
  ColorHandler: openStream,
  FileHandler: openFile,
  WatchedFileHandler: openFile,
  FastWatchedFileHandler: openFile,
  RotatingFileHandler: given =>
    sinkAt(textOf(given, 0, 'filename'), path =>
      rotateBySize(path, {
        maxBytes: numberOf(given, 2, 'maxBytes', 0),
        count: numberOf(given, 3, 'backupCount', 0),
      }),
    ),
  TimedRotatingFileHandler: openTimed,
  SysLogHandler: openSyslog,
  OSJournalHandler: (_given, program) => journalSink({ facility: readFacility('LOG_USER'), program }),
  OSSysLogHandler: (_given, program) => systemLogSink({ facility: readFacility('LOG_USER'), program }),
}

function openStream(given: HandlerArguments): Sink {
  const stream = argument(given, 0, 'stream')
  return standardSink(isName(stream) && stream.name === 'sys.stdout' ? 1 : 2)
}

function openFile(given: HandlerArguments): Sink {
  return sinkAt(textOf(given, 0, 'filename'))
}

const units = { S: 'seconds', M: 'minutes', H: 'hours', D: 'days', MIDNIGHT: 'midnight' } as const

function openTimed(given: HandlerArguments): Sink {
  const when = String(argument(given, 1, 'when') ?? 'h').toUpperCase()
  const weekday = /^W([0-6])$/.exec(when)?.[1]
  const unit = weekday === undefined ? units[when as keyof typeof units] : 'weekday'
  if (!unit) throw new Error(`Invalid rollover interval specified: ${when}`)
  return sinkAt(textOf(given, 0, 'filename'), path =>
    rotateByTime(path, {
      unit,
      interval: weekday === undefined ? numberOf(given, 2, 'interval', 1) : Number(weekday),
      count: numberOf(given, 3, 'backupCount', 0),
    }),
  )
}

function openSyslog(given: HandlerArguments): Promise<Sink> {
  const address = argument(given, 0, 'address') ?? ['localhost', 514]
  const facility = argument(given, 1, 'facility') ?? 'user'
  const name = isName(facility) ? facility.name.split('.').at(-1) : String(facility)
  const target = Array.isArray(address)
    ? ([String(address[0]), Number(address[1])] as const)
    : String(address)
  return bareSyslogSink(target, readFacility(name ?? ''))
}

function argument(
  { args, kwargs }: HandlerArguments,
  position: number,
  name: string,
): PythonValue | undefined {
  return kwargs.get(name) ?? args[position]
}

function textOf(given: HandlerArguments, position: number, name: string): string {
  const value = argument(given, position, name)
  if (typeof value !== 'string') throw new Error(`the argument ${name} is missing`)
  return value
}

function numberOf(given: HandlerArguments, position: number, name: string, unset: number): number {
  const value = argument(given, position, name)
  return typeof value === 'number' ? value : unset
}

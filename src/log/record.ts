import { format } from 'node:util'
import { maskUrls } from '../../paste/mask-urls.ts'
import { maskFields } from './mask.ts'
import { currentRequest, type RequestFields } from './request-scope.ts'

/** One thing that was logged, before it is a line. */
export interface LogRecord {
  /** Epoch milliseconds. */
  readonly time: number
  /** pino's number. */
  readonly level: number
  /** Dotted name of the logger. */
  readonly name: string
  readonly message: string
  readonly error: Error | undefined
  /** What else was given, with secrets masked. */
  readonly extra: Readonly<Record<string, unknown>>
  readonly request: RequestFields | undefined
  /** Whether it may be written with others of its kind, a moment later. */
  readonly mayWait?: boolean
}

export interface LoggerBindings {
  readonly name: string
  readonly mayWait: boolean
  readonly extra: Readonly<Record<string, unknown>>
}

/** Takes the arguments of pino's log methods: fields, an error, or neither, then a message and what it is filled with. */
export function makeRecord(args: readonly unknown[], level: number, bindings: LoggerBindings): LogRecord {
  const { message, error, extra } = readArguments(args, bindings.extra)
  return {
    time: Date.now(),
    level,
    name: bindings.name,
    message: maskUrls(message),
    error,
    extra,
    request: currentRequest(),
    mayWait: bindings.mayWait,
  }
}

/** `bound`, and what it returns, is masked. */
function readArguments(
  args: readonly unknown[],
  bound: LoggerBindings['extra'],
): Pick<LogRecord, 'message' | 'error' | 'extra'> {
  const [first] = args
  if (typeof first === 'string' && args.length === 1)
    return { message: first, error: undefined, extra: bound }
  const isFields = typeof first === 'object' && first !== null
  const { err, ...extra } =
    first instanceof Error ? { err: first } : isFields ? { err: undefined, ...first } : { err: undefined }
  const [message, ...values] = isFields ? args.slice(1) : args
  const error = err instanceof Error ? err : undefined
  return {
    message: message === undefined ? (error?.message ?? '') : fill(message, values),
    error,
    extra: { ...bound, ...maskFields(extra) },
  }
}

function fill(message: unknown, values: readonly unknown[]): string {
  return values.length > 0 ? format(message, ...values) : String(message)
}

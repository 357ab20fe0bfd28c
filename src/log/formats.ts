import { hostname } from 'node:os'
import { inspect } from 'node:util'
import { maskUrls } from '../../paste/mask-urls.ts'
import type { Values } from '../config/config.ts'
import { errorSummary, recordFields, requestFields } from './fields.ts'
import { levelName, pythonLevel } from './levels.ts'
import type { logOptions } from './options.ts'
import { compilePercentFormat } from './percent-format.ts'
import type { LogRecord } from './record.ts'
import type { RequestFields } from './request-scope.ts'

/** One record as text, without the newline at its end. */
export type Format = (record: LogRecord) => string

export type LogSettings = Values<(typeof logOptions)['options']>

/** Lines as oslo.log writes them: the request that they belong to in brackets, the trace of an error below. */
export function contextFormat(settings: LogSettings, dateFormat = settings.log_date_format): Format {
  const identity = compilePercentFormat(settings.logging_user_identity_format, field => {
    const read = requestFields(field)
    return (request: RequestFields) => read(request) || '-'
  })
  const readerOf = recordFields(dateFormat)
  const readIdentity = ({ request }: LogRecord) => (request ? identity(request) : '')
  const compile = (format: string) =>
    compilePercentFormat(format, field => {
      if (field === 'user_identity') return readIdentity
      return field === 'message' ? messageWithExtra : readerOf(field)
    })
  const inRequest = compile(settings.logging_context_format_string)
  const outside = compile(settings.logging_default_format_string)
  const suffix = settings.logging_debug_format_suffix
  const debugSuffix = suffix ? compile(` ${suffix}`) : () => ''
  const tracePrefix = compile(settings.logging_exception_prefix)
  return record => {
    const summary = errorSummary(record)
    const line = (record.request ? inRequest : outside)(record) + (summary && `: ${summary}`)
    const first = record.level <= 20 ? line + debugSuffix(record) : line
    return record.error ? `${first}\n${traceOf(record.error, tracePrefix(record))}` : first
  }
}

/** Lines by a format of Python's logging module. */
export function pythonFormat(format: string, dateFormat: string | undefined): Format {
  const readerOf = recordFields(dateFormat ?? '%Y-%m-%d %H:%M:%S')
  const line = compilePercentFormat<LogRecord>(format, field => {
    if (field === 'message') return messageWithExtra
    const read = readerOf(field)
    const isBareTime = field === 'asctime' && dateFormat === undefined
    return isBareTime ? record => `${read(record)},${String(record.time % 1000).padStart(3, '0')}` : read
  })
  return record => (record.error ? `${line(record)}\n${traceOf(record.error, '')}` : line(record))
}

/** One JSON object a line, with the keys of oslo.log's JSONFormatter. */
export function jsonFormat(dateFormat = '%Y-%m-%d %H:%M:%S'): Format {
  const asctime = recordFields(dateFormat)('asctime')
  const host = hostname()
  return record => {
    const line = (extra: unknown) => ({
      message: record.message,
      asctime: asctime(record),
      name: record.name,
      levelname: levelName(record.level),
      levelno: pythonLevel(record.level),
      created: record.time / 1000,
      msecs: record.time % 1000,
      process: process.pid,
      hostname: host,
      error_summary: errorSummary(record),
      context: record.request ? contextOf(record.request) : {},
      extra,
      traceback: record.error ? maskUrls(inspect(record.error)).split('\n') : null,
    })
    try {
      return JSON.stringify(line(record.extra), plainValue)
    } catch {
      return JSON.stringify(line(inspect(record.extra)))
    }
  }
}

function contextOf(request: RequestFields): Record<string, unknown> {
  const names = [
    'request_id',
    'global_request_id',
    'user_id',
    'project_id',
    'domain_id',
    'system_scope',
    'user_domain_id',
    'project_domain_id',
  ]
  return Object.fromEntries(names.map(name => [name, requestFields(name)(request) ?? null]))
}

function messageWithExtra({ message, extra }: LogRecord): string {
  const more = Object.entries(extra).map(([key, value]) => `${key}=${showField(value)}`)
  return more.length === 0 ? message : `${message} (${more.join(' ')})`
}

/** What a client sent must not begin a line of its own. */
function showField(value: unknown): string {
  const isPlain = typeof value === 'string' ? !/\p{Cc}/u.test(value) : typeof value !== 'object'
  return isPlain ? String(value) : asJson(value)
}

/** JSON of anything, be it circular. */
function asJson(value: unknown): string {
  try {
    return JSON.stringify(value, plainValue)
  } catch {
    return JSON.stringify(inspect(value, { breakLength: Number.POSITIVE_INFINITY }))
  }
}

function plainValue(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

/** The stack of an error and of its causes, each line with the prefix. */
function traceOf(error: Error, prefix: string): string {
  return maskUrls(inspect(error))
    .split('\n')
    .map(line => prefix + line)
    .join('\n')
}

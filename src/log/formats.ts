import { hostname } from 'node:os'
import { inspect } from 'node:util'
import { maskUrls } from '../../paste/mask-urls.ts'
import type { Values } from '../config/config.ts'
import { errorSummary, recordFields, requestField } from './fields.ts'
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
  const identity = compilePercentFormat<RequestFields>(
    settings.logging_user_identity_format,
    (request, field) => requestField(request, field) || '-',
  )
  const fields = recordFields(dateFormat)
  const fieldOf = (record: LogRecord, field: string) => {
    if (field === 'user_identity') return record.request ? identity(record.request) : ''
    return field === 'message' ? messageWithExtra(record) : fields(record, field)
  }
  const compile = (format: string) => compilePercentFormat(format, fieldOf)
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
  const fields = recordFields(dateFormat ?? '%Y-%m-%d %H:%M:%S')
  const line = compilePercentFormat<LogRecord>(format, (record, field) => {
    if (field === 'message') return messageWithExtra(record)
    const value = fields(record, field)
    const isBareTime = field === 'asctime' && dateFormat === undefined
    return isBareTime ? `${value},${String(record.time % 1000).padStart(3, '0')}` : value
  })
  return record => (record.error ? `${line(record)}\n${traceOf(record.error, '')}` : line(record))
}

/** One JSON object a line, with the keys of oslo.log's JSONFormatter. */
export function jsonFormat(dateFormat = '%Y-%m-%d %H:%M:%S'): Format {
  const fields = recordFields(dateFormat)
  const host = hostname()
  return record => {
    const line = (extra: unknown) => ({
      message: record.message,
      asctime: fields(record, 'asctime'),
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
  return Object.fromEntries(names.map(name => [name, requestField(request, name) ?? null]))
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

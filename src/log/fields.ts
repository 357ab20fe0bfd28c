import { hostname } from 'node:os'
import { basename } from 'node:path'
import { maskUrls } from '../../paste/mask-urls.ts'
import { type Caller, findCaller } from './caller.ts'
import { levelName, pythonLevel } from './levels.ts'
import type { ReaderOf } from './percent-format.ts'
import type { LogRecord } from './record.ts'
import type { RequestFields } from './request-scope.ts'
import { strftime } from './strftime.ts'

/** The attributes of a log record that Python's formats can name. */
export function recordFields(dateFormat: string): ReaderOf<LogRecord> {
  const asctime = timeText(dateFormat)
  const callers = new WeakMap<LogRecord, Caller>()
  const callerOf = (record: LogRecord) => {
    const caller = callers.get(record) ?? findCaller()
    callers.set(record, caller)
    return caller
  }
  const started = Date.now()
  const readers: Readonly<Record<string, (record: LogRecord) => unknown>> = {
    message: record => record.message,
    name: record => record.name,
    levelname: record => levelName(record.level),
    levelno: record => pythonLevel(record.level),
    asctime: record => asctime(record.time),
    isotime: record => strftime('%Y-%m-%dT%H:%M:%S%z', new Date(record.time)),
    msecs: record => record.time % 1000,
    created: record => record.time / 1000,
    relativeCreated: record => record.time - started,
    process: () => process.pid,
    processName: () => 'MainProcess',
    thread: () => 0,
    threadName: () => 'MainThread',
    hostname: () => hostname(),
    pathname: record => callerOf(record).file,
    filename: record => basename(callerOf(record).file),
    module: record => basename(callerOf(record).file).replace(/\.\w+$/, ''),
    lineno: record => callerOf(record).line,
    funcName: record => callerOf(record).functionName,
    error_summary: record => errorSummary(record) || '-',
  }
  return field => readers[field] ?? readerInRequest(field) ?? (({ extra }) => extra[field] ?? '')
}

/** What formats can say about a request; undefined where it does not say. */
export const requestFields: ReaderOf<RequestFields> = field => requestReaders[field] ?? (() => undefined)

function readerInRequest(field: string): ((record: LogRecord) => unknown) | undefined {
  const read = requestReaders[field]
  return read && (({ request }) => (request ? read(request) : ''))
}

/** `Error: text`, for warnings and worse. */
export function errorSummary({ error, level, message }: LogRecord): string {
  if (!error || level < 40 || message === maskUrls(error.message)) return ''
  return maskUrls(`${error.name}: ${error.message}`)
}

const requestReaders: Readonly<Record<string, (request: RequestFields) => string | null | undefined>> = {
  request_id: request => request.requestId,
  global_request_id: request => request.globalRequestId,
  user: request => request.userId,
  user_id: request => request.userId,
  project: request => request.projectId,
  project_id: request => request.projectId,
  tenant: request => request.projectId,
  domain: request => request.domainId,
  domain_id: request => request.domainId,
  system_scope: request => request.systemScope,
  user_domain: request => request.userDomainId,
  user_domain_id: request => request.userDomainId,
  project_domain: request => request.projectDomainId,
  project_domain_id: request => request.projectDomainId,
}

/** Most lines share their second with the line before. */
function timeText(dateFormat: string): (time: number) => string {
  let second = Number.NaN
  let text = ''
  return time => {
    const current = Math.floor(time / 1000)
    if (current !== second) {
      second = current
      text = strftime(dateFormat, new Date(time))
    }
    return text
  }
}

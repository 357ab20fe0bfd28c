import { describe, expect, test } from 'vitest'
import { contextFormat, jsonFormat, type LogSettings, pythonFormat } from '../../../src/log/formats.ts'
import { logOptions } from '../../../src/log/options.ts'
import type { LogRecord } from '../../../src/log/record.ts'
import type { RequestFields } from '../../../src/log/request-scope.ts'

const noon = new Date(2026, 0, 2, 12, 3, 4, 56).getTime()
const request: RequestFields = { requestId: 'req-1', userId: 'u1', projectId: 'p1' }

function record(fields: Partial<LogRecord> = {}): LogRecord {
  return {
    time: noon,
    level: 30,
    name: 'glance.x',
    message: 'text',
    error: undefined,
    extra: {},
    request: undefined,
    ...fields,
  }
}

function settings(changed: Partial<LogSettings> = {}): LogSettings {
  const defaults = Object.entries(logOptions.options).map(([key, option]) => [key, option.default])
  return { ...Object.fromEntries(defaults), ...changed }
}

describe('lines of oslo.log', () => {
  const format = contextFormat(settings())

  test('outside of a request', () => {
    expect(format(record())).toBe(`2026-01-02 12:03:04.056 ${process.pid} INFO glance.x [-] text`)
  })

  test('in a request, with who asks', () => {
    expect(format(record({ request }))).toBe(
      `2026-01-02 12:03:04.056 ${process.pid} INFO glance.x [None req-1 u1 p1 - - - -] text`,
    )
  })

  test('with the global request id, where there is one', () => {
    expect(format(record({ request: { ...request, globalRequestId: 'req-0' } }))).toContain(
      '[req-0 req-1 u1 p1 ',
    )
  })

  test('with the fields that were given', () => {
    const extra = { size: 3, of: { a: 1n }, gone: undefined }
    expect(format(record({ extra }))).toMatch(/ text \(size=3 of={"a":"1"} gone=undefined\)$/)
  })

  test('with fields of any kind on the same line', () => {
    const circular: Record<string, unknown> = { name: 'c' }
    circular.self = circular
    const line = format(record({ extra: { text: 'a\nb', nothing: null, circular } }))
    expect(line).toContain(
      '(text="a\\nb" nothing=null circular="<ref *1> { name: \'c\', self: [Circular *1] }")',
    )
  })

  test('with the trace of an error and its cause, each line under the prefix', () => {
    const error = new TypeError('no', { cause: new Error('deep') })
    const [first, ...trace] = format(record({ level: 50, error })).split('\n')
    expect(first).toMatch(/ ERROR glance\.x \[-\] text: TypeError: no$/)
    expect(trace.at(0)).toBe(`2026-01-02 12:03:04.056 ${process.pid} ERROR glance.x TypeError: no`)
    expect(trace.join('\n')).toContain('Error: deep')
    expect(trace.every(line => line.startsWith('2026-01-02 12:03:04.056 '))).toBe(true)
  })

  test('with the place in the code at DEBUG, which they had at no cost otherwise', () => {
    const debug = contextFormat(settings({ logging_debug_format_suffix: '<%(funcName)s %(filename)s>' }))
    function someFunction() {
      return debug(record({ level: 20 }))
    }
    expect(someFunction()).toMatch(/ DEBUG glance\.x \[-\] text <someFunction formats\.test\.ts>$/)
    expect(debug(record())).toMatch(/text$/)
  })

  test('in formats of the operator', () => {
    const own = contextFormat(
      settings({
        log_date_format: '%H',
        logging_default_format_string:
          '%(asctime)s|%(levelname)-8s|%(levelno)05d|%(message).2s|%%|%(nobody)s|',
        logging_context_format_string: '%(request_id)s %(user_identity)s %(project)s',
        logging_user_identity_format: '%(user)s/%(user_domain)s',
      }),
    )
    expect(own(record({ level: 40 }))).toBe('12|WARNING |00030|te|%||')
    expect(own(record({ request }))).toBe('req-1 u1/- p1')
  })
})

test('JSON lines hold message, time, level, request, fields and trace', () => {
  const error = new Error('no')
  const line = jsonFormat()(record({ level: 50, error, request, extra: { size: 3n } }))
  expect(JSON.parse(line)).toMatchObject({
    message: 'text',
    asctime: '2026-01-02 12:03:04',
    msecs: 56,
    name: 'glance.x',
    levelname: 'ERROR',
    levelno: 40,
    process: process.pid,
    error_summary: 'Error: no',
    context: { request_id: 'req-1', global_request_id: null, user_id: 'u1', project_id: 'p1' },
    extra: { size: '3' },
    traceback: expect.arrayContaining(['Error: no']),
  })
})

test('a circular field does not keep a JSON line from being written', () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const line = jsonFormat()(record({ extra: { circular } }))
  expect(JSON.parse(line)).toMatchObject({ message: 'text', extra: expect.stringContaining('[Circular') })
})

test.each([
  ['%(asctime)s %(message)s', undefined, '2026-01-02 12:03:04,056 text'],
  ['%(asctime)s %(message)s', '%d/%m', '02/01 text'],
  ['%(name)12s:%(process)d', undefined, `    glance.x:${process.pid}`],
  ['100%', undefined, '100%'],
])('the format %s with dates as %s gives %s', (format, dateFormat, line) => {
  expect(pythonFormat(format, dateFormat)(record())).toBe(line)
})

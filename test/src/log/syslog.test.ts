import { expect, test } from 'vitest'
import { bareSyslogSink, systemLogSink } from '../../../src/log/syslog.ts'

test('a system log that is not there does not disturb', async () => {
  const sink = await systemLogSink({ facility: 1, program: 'x', socket: '/nowhere/log' })
  expect(() => sink.write('hello', 30)).not.toThrow()
  sink.close()
})

test('what is written after its end disturbs nobody either', async () => {
  const sink = await bareSyslogSink(['127.0.0.1', 9], 1)
  sink.close()
  expect(() => sink.write('hello', 30)).not.toThrow()
  expect(() => sink.close()).not.toThrow()
})

import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { pino } from 'pino'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { ClientGone } from '../../../src/api/abort.ts'
import { answerError } from '../../../src/api/faults.ts'
import { Fault } from '../../../src/errors.ts'

const lines: string[] = []
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })

function failing(error: unknown, begun?: string): Server {
  return createServer((req, res) => {
    res.setHeader('x-openstack-request-id', 'req-1')
    if (begun) res.write(begun)
    answerError(req, res, error, log)
  })
}

test('what nobody foresaw is a 500 that tells nothing, and a line in the log with the id of the request', async () => {
  const { text } = await supertest(failing(new Error('the secret')))
    .get('/v2/images')
    .expect(500)
    .expect('x-openstack-request-id', 'req-1')
  expect(text).toBe(
    '500 Internal Server Error\n\nThe server has either erred or is incapable of performing the requested operation.\n\n   ',
  )
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    requestId: 'req-1',
    msg: 'GET /v2/images failed unexpectedly',
    err: { message: 'the secret' },
  })
})

test('an answer that breaks off is cut, so that nobody takes it for whole, and the reason is logged', async () => {
  await expect(supertest(failing(new Error('disk gone'), 'begun')).get('/x')).rejects.toThrow(
    /aborted|hang up/,
  )
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    msg: 'the answer to GET /x broke off',
    err: { message: 'disk gone' },
  })
})

test('that a client has left is nothing for the log', () => {
  const { req, res } = closedExchange()
  const before = lines.length
  answerError(req, res, new ClientGone(), log)
  answerError(req, res, Object.assign(new Error('aborted'), { code: 'ECONNRESET' }), log)
  answerError(req, res, new Fault('Invalid', 'too late to tell'), log)
  expect(lines.length).toBe(before)
})

function closedExchange(): { req: IncomingMessage; res: ServerResponse } {
  const req = new IncomingMessage(new Socket())
  const res = new ServerResponse(req)
  res.destroy()
  return { req, res }
}

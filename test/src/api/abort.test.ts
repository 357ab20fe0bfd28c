import { once } from 'node:events'
import { request, type ServerResponse } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { ClientGone, clientSignal } from '../../../src/api/abort.ts'
import { startWebServer } from '../../support/web-server.ts'

/** Has a client ask, and gives the answer to be: it is not begun. */
async function asked() {
  const { server, port, stop } = await startWebServer()
  onTestFinished(stop)
  const client = request({ host: '127.0.0.1', port, agent: false })
  client.on('error', () => undefined).end()
  const [, res] = (await once(server, 'request')) as [unknown, ServerResponse]
  return { client, res }
}

test('the signal of a client is aborted when it leaves before its answer is complete', async () => {
  const { client, res } = await asked()
  const signal = clientSignal(res)
  expect(signal.aborted).toBe(false)
  client.destroy()
  await once(res, 'close')
  expect(signal.reason).toBeInstanceOf(ClientGone)
})

test('a signal that is made after the client has left is aborted at once', async () => {
  const { client, res } = await asked()
  client.destroy()
  await once(res, 'close')
  expect(clientSignal(res).reason).toBeInstanceOf(ClientGone)
})

test('a client that has its answer does not abort anything', async () => {
  const { client, res } = await asked()
  const signal = clientSignal(res)
  res.end()
  client.on('response', answer => answer.resume())
  await once(res, 'close')
  expect([signal.aborted, clientSignal(res).aborted]).toEqual([false, false])
})

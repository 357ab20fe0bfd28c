import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { factory } from '../../filters/sizelimit.ts'
import { type SendOptions, tryFilter } from '../../paste/testing.ts'
import type { App } from '../../paste/types.ts'
import { Fault } from '../../src/errors.ts'
import { answerFault } from '../../src/fault-answer.ts'
import { settings } from './settings.ts'

/** Reads the body as the Images API does: leaving it early keeps the connection. */
const echo: App = async (req, res) => {
  try {
    res.end(await text(req.iterator({ destroyOnReturn: false })))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    answerFault(req, res, error)
  }
}

async function post(body: SendOptions['body'], { conf = {}, configured = '' } = {}) {
  const filter = await tryFilter(factory, { app: echo, conf, lend: await settings(configured) })
  const answer = await filter.send('/', { method: 'POST', body, headers: { accept: 'text/plain' } })
  return { status: answer.status, text: await answer.text(), reached: filter.reached }
}

async function* chunks(count: number) {
  for (let sent = 0; sent < count; sent++) yield Buffer.from('0123456789')
}

const ten = { max_request_body_size: '10' }

test('a body whose length is too much does not get in', async () => {
  const { status, text, reached } = await post('0123456789a', { conf: ten })
  expect({ status, reached }).toEqual({ status: 413, reached: 0 })
  expect(text).toContain('Request is too large. Larger than max_request_body_size (10).')
})

test('a body of just that size does, told or not', async () => {
  expect(await post('0123456789', { conf: ten })).toMatchObject({ status: 200, text: '0123456789' })
  expect(await post(chunks(1), { conf: ten })).toMatchObject({ status: 200, text: '0123456789' })
})

test('a body without a length is refused as soon as it is too much', async () => {
  const { status, text, reached } = await post(chunks(1000), { conf: ten })
  expect({ status, reached }).toEqual({ status: 413, reached: 1 })
  expect(text).toContain('Request is too large. Larger than 10.')
})

test('who reads by events is told as well, and who does not read is let be', async () => {
  const seen: unknown[] = []
  const byEvents: App = (req, res) => {
    req
      .on('data', () => {})
      .on('error', error => {
        seen.push(error)
        res.end('told')
      })
  }
  const heedless: App = (_req, res) => void setTimeout(() => res.end('answered'), 20)
  for (const [app, expected] of [
    [byEvents, 'told'],
    [heedless, 'answered'],
  ] as const) {
    const filter = await tryFilter(factory, { app, conf: ten, lend: await settings() })
    const answer = await filter.send('/', { method: 'POST', body: chunks(1000) })
    expect(await answer.text()).toBe(expected)
  }
  expect(seen).toEqual([expect.objectContaining({ kind: 'TooLarge' })])
})

test('without a key of its own [oslo_middleware] counts, and its older names; the default is 112 KiB', async () => {
  const of = async (length: number, configured: string) =>
    (await post('x'.repeat(length), { configured })).status
  expect(await of(11, '[oslo_middleware]\nmax_request_body_size = 10\n')).toBe(413)
  expect(await of(11, '[DEFAULT]\nosapi_max_request_body_size = 10\n')).toBe(413)
  expect(await of(114688, '')).toBe(200)
  expect(await of(114689, '')).toBe(413)
})

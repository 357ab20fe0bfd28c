import { expect, test } from 'vitest'
import { factory } from '../../filters/request_id.ts'
import { factory as context } from '../../filters/unauthenticated-context.ts'
import { composePipeline } from '../../paste/run/pipeline.ts'
import { send, tryFilter } from '../../paste/testing.ts'
import { globals } from './settings.ts'

const header = 'x-openstack-request-id'
const form = /^req-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

test('every answer has an id of its own', async () => {
  const filter = await tryFilter(factory)
  const ids = [(await filter.send('/')).headers.get(header), (await filter.send('/')).headers.get(header)]
  expect(ids).toEqual([expect.stringMatching(form), expect.stringMatching(form)])
  expect(ids[0]).not.toBe(ids[1])
})

test('that of a context filter inside, which is in the log, wins', async () => {
  const filters = [await factory(await globals(), {}), await context(await globals(), {})]
  const app = composePipeline(
    filters.map(filter => ({ filter })),
    (_req, res) => void res.end(),
  )
  const answer = await send(app, '/', { headers: { [header]: 'req-known' } })
  expect(answer.headers.get(header)).toBe('req-known')
})

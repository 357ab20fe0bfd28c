import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiServer, startApi } from '../../src/api/api-server.ts'
import { exchange, type Transcript } from './transcript.ts'

const folder = join(import.meta.dirname, 'transcripts')
const transcripts = readdirSync(folder).map(
  (name): Transcript => JSON.parse(readFileSync(join(folder, name), 'utf8')),
)

describe.each(transcripts)('$topic: answers as $recorded did', ({ topic, settings, exchanges }) => {
  let api: ApiServer
  beforeAll(async () => {
    api = await startApi({
      settings: folder =>
        settings?.replaceAll('<folder>', folder).replaceAll('<here>', import.meta.dirname) ?? '',
    })
  })
  afterAll(() => api[Symbol.asyncDispose]())

  test.each(exchanges.map((recorded, index) => ({ ...recorded, index })))(
    '$index: $ask',
    async ({ answer, ours: { because: _, ...ours } = { because: '' }, ...ask }) => {
      expect(await exchange(api.port, topic, ask)).toEqual({ ...answer, ...ours })
    },
  )
})

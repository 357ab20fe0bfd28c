import { expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { createApiServer } from '../../../src/server/listen.ts'
import { serverOptions } from '../../../src/server/options.ts'

test('the head of a request has a minute to come, its body as long as it takes', async () => {
  const config = await loadConfig({ files: [], home: '/nowhere', env: {}, groups: [serverOptions] })
  const server = createApiServer(() => {}, config.read(serverOptions))
  expect(server).toMatchObject({ headersTimeout: 60_000, requestTimeout: 0 })
})

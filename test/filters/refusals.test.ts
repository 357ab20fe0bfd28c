import { expect, test } from 'vitest'
import { factory as osprofiler } from '../../filters/osprofiler.ts'
import { tryFilter } from '../../paste/testing.ts'
import { settings } from './settings.ts'

test('osprofiler passes everything on while tracing is off', async () => {
  const filter = await tryFilter(osprofiler, { conf: { enabled: 'yes' }, lend: await settings() })
  expect(await (await filter.send('/')).text()).toBe('reached')
})

test('osprofiler does not load where tracing is on', async () => {
  const lent = await settings('[profiler]\nenabled = true\n')
  await expect(tryFilter(osprofiler, { lend: lent })).rejects.toThrow('tracing is not there yet')
})

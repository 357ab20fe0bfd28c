import { join } from 'node:path'
import { expect, test } from 'vitest'
import { plan } from '../../../paste/plan/plan.ts'
import { glanceAliases } from '../../../src/aliases.ts'
import { describePipeline } from '../../../src/server/describe-pipeline.ts'

const stock = `config:${join(import.meta.dirname, '../../../etc/glance-api-paste.ini')}`

test.for([
  [undefined, 'cors http_proxy_to_wsgi versionnegotiation osprofiler unauthenticated-context rootapp'],
  ['caching', 'cors http_proxy_to_wsgi versionnegotiation osprofiler unauthenticated-context cache rootapp'],
  [
    'keystone+cachemanagement',
    'cors http_proxy_to_wsgi versionnegotiation osprofiler authtoken context cache cachemanage rootapp',
  ],
])('flavor %s is described by the filters on the way to its app', async ([flavor, described]) => {
  const planned = await plan(stock, { name: 'glance-api', flavor, aliases: glanceAliases })
  expect(describePipeline(planned)).toBe(described)
})

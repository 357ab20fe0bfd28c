import { pino } from 'pino'
import { expect, test } from 'vitest'
import { factory as cache } from '../../filters/cache.ts'
import { factory as cachemanage } from '../../filters/cachemanage.ts'
import { factory as catchErrors } from '../../filters/catch_errors.ts'
import { factory as context } from '../../filters/context.ts'
import { factory as cors } from '../../filters/cors.ts'
import { factory as gzip } from '../../filters/gzip.ts'
import { factory as healthcheck } from '../../filters/healthcheck.ts'
import { factory as proxy } from '../../filters/http_proxy_to_wsgi.ts'
import { factory as osprofiler } from '../../filters/osprofiler.ts'
import { factory as requestId } from '../../filters/request_id.ts'
import { factory as sizelimit } from '../../filters/sizelimit.ts'
import { factory as ssl } from '../../filters/ssl.ts'
import { factory as unauthenticated } from '../../filters/unauthenticated-context.ts'
import { factory as versionnegotiation } from '../../filters/versionnegotiation.ts'
import { expressMiddleware } from '../../paste/composites/express-middleware.ts'
import { lend } from '../../paste/keys.ts'
import type { Filter } from '../../paste/types.ts'
import type { ImageCache } from '../../src/cache/cache.ts'
import { loadConfig } from '../../src/config/load.ts'
import { type RequestContext, requestContext } from '../../src/identity/context.ts'
import type { ImageService } from '../../src/service.ts'
import { configuration, imageCache, imageService, logger } from '../../src/services.ts'
import { filterContract } from '../contracts/filter.ts'
import { filterNames } from './folder.ts'

const identify: Filter = (req, _res, next) => {
  requestContext.set(req, {} as RequestContext)
  return next()
}
const cacheUnderTest: Partial<ImageCache> = {
  read: (_image, range, fromStore, call) => fromStore(range, call),
  forget: async () => true,
  prune: async () => ({ files: 0, bytes: 0 }),
  list: async () => [],
}
const service = { policy: { allows: () => true } } as unknown as ImageService
const lent = [
  lend(configuration, await loadConfig({ files: [], env: {}, argv: [] })),
  lend(logger, pino({ level: 'silent' })),
  lend(imageService, service),
  lend(imageCache, cacheUnderTest as ImageCache),
]
const known = { headers: { 'x-identity-status': 'Confirmed' } }
const path = '/v2/images'
const browser = { method: 'OPTIONS', path, headers: { origin: 'https://a.example' } }
const proxied = { path, headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': '10.0.0.1' } }

const stock = {
  cors: { factory: cors, takesAnyKey: true, passes: { path }, answers: { ...browser, status: 200 } },
  http_proxy_to_wsgi: {
    factory: proxy,
    conf: { enable_proxy_headers_parsing: 'true' },
    takesAnyKey: true,
    passes: proxied,
  },
  versionnegotiation: { factory: versionnegotiation, passes: { path }, answers: { path: '/', status: 300 } },
  osprofiler: { factory: osprofiler, passes: { path } },
  context: { factory: context, passes: { path, ...known }, answers: { path, status: 401 } },
  'unauthenticated-context': { factory: unauthenticated, passes: { path } },
  cache: { factory: cache, passes: { path } },
  cachemanage: {
    factory: cachemanage,
    before: [identify],
    passes: { path },
    answers: { path: '/v2/cached_images', status: 200 },
  },
  healthcheck: {
    factory: healthcheck,
    takesAnyKey: true,
    passes: { path },
    answers: { path: '/healthcheck', status: 200 },
  },
  gzip: { factory: gzip, takesAnyKey: true, passes: { path } },
  sizelimit: {
    factory: sizelimit,
    takesAnyKey: true,
    passes: { path },
    answers: { path, method: 'POST', body: 'x'.repeat(114_689), status: 413 },
  },
  request_id: { factory: requestId, takesAnyKey: true, passes: { path } },
  catch_errors: { factory: catchErrors, takesAnyKey: true, passes: { path } },
  ssl: { factory: ssl, takesAnyKey: true, passes: { path, headers: { 'x-forwarded-proto': 'https' } } },
}
test('every filter keeps the contract', async () => {
  const elsewhere = ['authtoken']
  expect([...Object.keys(stock), ...elsewhere].sort()).toEqual([...(await filterNames())].sort())
})
for (const [name, subject] of Object.entries(stock)) filterContract(name, { lend: lent, ...subject })

/** As a file of this project would name the packages. */
const globals = { here: import.meta.dirname, file: import.meta.filename }
const ofNpm = {
  helmet: { conf: { middleware: 'helmet:default' } },
  compression: { conf: { middleware: 'compression:default' } },
  'express-rate-limit': {
    conf: { middleware: 'express-rate-limit:rateLimit', limit: '1000', validate: 'false' },
  },
}
for (const [name, { conf }] of Object.entries(ofNpm)) {
  filterContract(`${name} as a filter`, {
    factory: expressMiddleware,
    conf,
    globals,
    takesAnyKey: true,
    passes: {},
  })
}

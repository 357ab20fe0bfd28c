import type { BlockList } from 'node:net'
import type { Request } from 'express'
import { defineApp, defineFilter } from '../paste/options/define-filter.ts'
import type { App, Globals } from '../paste/types.ts'
import { logger } from '../src/services.ts'
import { answerHealth } from './healthcheck/answer.ts'
import { findChecks, type HealthSettings } from './healthcheck/checks.ts'
import { readNetworks } from './healthcheck/values.ts'
import { healthcheckOptions } from './settings/options.ts'
import { completeOptions, sectionOptions } from './settings/section-options.ts'

/** Answers on every path at and below where it is mounted. */
export const appFactory = defineApp({
  ...sectionOptions(healthcheckOptions),
  create: async (own, globals) =>
    createHealthcheck(await completeOptions(own, globals, healthcheckOptions), globals),
})

/** Answers on `path`, and passes everything else on. */
export const factory = defineFilter({
  ...sectionOptions(healthcheckOptions),
  async create(own, globals) {
    const settings = await completeOptions(own, globals, healthcheckOptions)
    const answer = await createHealthcheck(settings, globals)
    return (req, res, next) => (isAt(settings.path, req) ? answer(req, res, next) : next())
  },
})

async function createHealthcheck(settings: HealthSettings, globals: Globals): Promise<App> {
  const checks = findChecks(settings, await globals.borrow(logger))
  const mayAsk = whoMayAsk(settings)
  return async (req, res, next) => {
    if (!mayAsk(req)) return next()
    const results = await Promise.all(checks.map(check => check(req.socket.localPort)))
    answerHealth(req, res, results, settings.detailed)
  }
}

const proxyHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-prefix',
  'x-forwarded-proto',
]

function whoMayAsk(settings: HealthSettings): (req: Request) => boolean {
  const { allowed_source_ranges: ranges, ignore_proxied_requests: direct } = settings
  const networks = readNetworks(ranges)
  return req => {
    if (direct && proxyHeaders.some(name => req.headers[name] !== undefined)) return false
    return ranges.length === 0 || isWithin(networks, req.socket.remoteAddress ?? '')
  }
}

function isWithin(networks: BlockList, remote: string): boolean {
  const address = remote.replace(/^::ffff:(?=\d+\.)/, '')
  return networks.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
}

/** Mounted right at the path it counts, too, and behind a base URL that ends in a slash. */
function isAt(path: string, req: Request): boolean {
  const [own = ''] = req.url.replace(/^\/+/, '/').split('?')
  return own === path || (own === '/' && req.baseUrl === path)
}

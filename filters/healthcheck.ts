import { BlockList } from 'node:net'
import type { Request } from 'express'
import type { App, AppFactory, Conf, FilterFactory, Globals } from '../paste/types.ts'
import { logger } from '../src/services.ts'
import { answerHealth } from './healthcheck-answer.ts'
import { findChecks, type HealthSettings } from './healthcheck-checks.ts'
import { healthcheckOptions } from './options.ts'
import { readOptions } from './section-options.ts'

/** Answers on every path at and below where it is mounted. */
export const appFactory: AppFactory = createHealthcheck

/** Answers on `path`, and passes everything else on. */
export const factory: FilterFactory = async (globals, conf) => {
  const { path } = await readOptions(globals, conf, healthcheckOptions)
  const answer = await createHealthcheck(globals, conf)
  return (req, res, next) => (isAt(path, req) ? answer(req, res, next) : next())
}

async function createHealthcheck(globals: Globals, conf: Conf): Promise<App> {
  const settings = await readOptions(globals, conf, healthcheckOptions)
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
  const networks = new BlockList()
  for (const range of ranges) addNetwork(networks, range)
  return req => {
    if (direct && proxyHeaders.some(name => req.headers[name] !== undefined)) return false
    return ranges.length === 0 || isWithin(networks, req.socket.remoteAddress ?? '')
  }
}

function addNetwork(networks: BlockList, range: string): void {
  const [address = '', prefix] = range.split('/')
  const family = address.includes(':') ? 'ipv6' : 'ipv4'
  try {
    networks.addSubnet(address, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family)
  } catch (cause) {
    throw new Error(`allowed_source_ranges: ${range} is not an address/prefix`, { cause })
  }
}

function isWithin(networks: BlockList, remote: string): boolean {
  const address = remote.replace(/^::ffff:(?=\d+\.)/, '')
  return networks.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
}

/** Mounted right at the path it counts, too. */
function isAt(path: string, req: Request): boolean {
  const [own = ''] = req.url.split('?')
  return own === path || (own === '/' && req.baseUrl === path)
}

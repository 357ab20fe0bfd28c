import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { Values } from '../../config/config.ts'
import { cut } from '../cut.ts'
import type { Bytes, Range, StoreDriver } from '../driver.ts'
import { badRange, badSettings, StoreError } from '../errors.ts'
import { http, https } from './node-http.ts'
import type { httpStoreOptions } from './options.ts'
import { type Agents, request } from './request.ts'

export type HttpSettings = Values<typeof httpStoreOptions.options>

/** Images that web servers have; nothing can be added or deleted. */
export function createHttpDriver(settings: HttpSettings): StoreDriver {
  let agents: Agents = createAgents(settings)

  return {
    schemes: ['http', 'https'],

    async open() {
      const { https_ca_certificates_file: file } = settings
      if (file) agents = createAgents(settings, await readAuthorities(file))
    },

    async read(location, range, { signal }) {
      const isPart = range.start > 0 || range.end !== undefined
      if (range.start === range.end) return nothingOf(await sizeOf(location, signal), range)
      const headers = isPart ? { Range: rangeHeader(range) } : undefined
      const answer = await request(location, { method: 'GET', headers, agents, signal })
      return isPart ? partOf(answer, range) : answer
    },

    size: (location, { signal }) => sizeOf(location, signal),

    async close() {
      agents.http.destroy()
      agents.https.destroy()
    },
  }

  async function sizeOf(location: string, signal: AbortSignal): Promise<number> {
    const asked = request(location, { method: 'HEAD', agents, signal })
    const answer = await asked.catch(cause => {
      if (cause instanceof StoreError || signal.aborted) throw cause
      throw new StoreError('BadLocation', `The HTTP URL is invalid: ${cause.message}`, { cause })
    })
    answer.resume()
    return Number(answer.headers['content-length'] ?? 0)
  }
}

function createAgents(settings: HttpSettings, ca?: string): Agents {
  const { https_insecure: isInsecure, http_proxy_information: proxies } = settings
  const proxyEnv = Object.fromEntries(
    Object.entries(proxies).map(([scheme, address]) => [`${scheme.toUpperCase()}_PROXY`, proxyUrl(address)]),
  )
  const rejectUnauthorized = ca !== undefined || !isInsecure
  return {
    http: new http.Agent({ keepAlive: true, proxyEnv }),
    https: new https.Agent({ keepAlive: true, proxyEnv, ca, rejectUnauthorized }),
  }
}

function proxyUrl(address: string): string {
  return /^[a-z]+:\/\//.test(address) ? address : `http://${address}`
}

async function readAuthorities(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(cause => {
    throw badSettings('http', `https_ca_certificates_file ${file} cannot be read: ${cause.message}`, {
      cause,
    })
  })
}

function rangeHeader({ start, end }: Range): string {
  return `bytes=${start}-${end === undefined ? '' : end - 1}`
}

/** Servers clip a range that is too long, and may ignore ranges altogether. */
function partOf(answer: IncomingMessage, range: Range): Bytes {
  const { start, end = start } = range
  const isCut = answer.statusCode === 206
  const total = isCut ? answer.headers['content-range']?.split('/')[1] : answer.headers['content-length']
  if (total && Math.max(start, end) > Number(total)) {
    answer.destroy()
    throw badRange(start, range.end, Number(total))
  }
  return isCut ? answer : cut(answer, range)
}

/** HTTP has no way to ask for nothing. */
function nothingOf(size: number, { start, end }: Range): Bytes {
  if (start > size) throw badRange(start, end, size)
  return Readable.from([])
}
